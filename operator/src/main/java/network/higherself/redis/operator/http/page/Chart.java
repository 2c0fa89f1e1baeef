package network.higherself.redis.operator.http.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import network.higherself.redis.operator.probe.History;

/**
 * A small chart of one figure over the last hours, drawn here, so that a browser needs no library. Begins at zero, so that
 * a small change looks small.
 *
 * @param title what it shows
 * @param value of one minute
 * @param words the value as people read it
 * @param limit a line that the figure must stay below; 0: none
 */
record Chart(String title, ToLongFunction<History.Point> value, LongFunction<String> words, long limit) {

    private static final int WIDTH = 240;
    private static final int HEIGHT = 56;

    /** Minutes without an answer leave a gap rather than a line. */
    private static final Duration GAP = Duration.ofMinutes(3);

    void draw(Html html, List<History.Point> points) {
        html.open("figure", "class", "chart");
        html.open("figcaption").text(title);
        if (points.isEmpty()) {
            html.close("figcaption")
                    .element("p", "nothing yet", "class", "none")
                    .close("figure");
            return;
        }
        long last = value.applyAsLong(points.get(points.size() - 1));
        long most = points.stream().mapToLong(value).max().orElse(0);
        html.element("b", words.apply(last)).close("figcaption");
        Instant from = points.get(0).at();
        Instant to = points.get(points.size() - 1).at();
        String span = Words.time(Duration.between(from, to));
        html.open(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "img",
                "aria-label",
                title + " over the last " + span + ": now " + words.apply(last) + ", at most " + words.apply(most)
                        + (limit > 0 ? ", limit " + words.apply(limit) : ""));
        // A limit that is far away would press the line to the ground.
        boolean near = limit > 0 && most * 2 >= limit;
        double top = Math.max(1, near ? Math.max(limit, most) : most) * 1.1;
        if (near) {
            String y = number(HEIGHT - limit / top * HEIGHT);
            html.open("line", "class", "limit", "x1", "0", "x2", String.valueOf(WIDTH), "y1", y, "y2", y)
                    .close("line");
        }
        html.open("path", "class", "line", "d", path(points, from, to, top)).close("path");
        html.close("svg");
        html.element("small", "last " + span + ", at most " + words.apply(most));
        html.close("figure");
    }

    private String path(List<History.Point> points, Instant from, Instant to, double top) {
        double seconds = Math.max(1, Duration.between(from, to).toSeconds());
        StringBuilder path = new StringBuilder();
        Instant before = Instant.MIN;
        for (History.Point point : points) {
            boolean begins = before.equals(Instant.MIN)
                    || Duration.between(before, point.at()).compareTo(GAP) > 0;
            path.append(begins ? "M" : "L")
                    .append(number(Duration.between(from, point.at()).toSeconds() / seconds * (WIDTH - 2) + 1))
                    .append(' ')
                    .append(number(HEIGHT - value.applyAsLong(point) / top * HEIGHT));
            before = point.at();
        }
        if (points.size() == 1) {
            path.append("h2");
        }
        return path.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
