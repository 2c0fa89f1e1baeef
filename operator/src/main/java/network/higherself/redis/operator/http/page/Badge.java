package network.higherself.redis.operator.http.page;

import java.util.Locale;
import network.higherself.redis.operator.http.api.HealthViews.Health;

/** How somebody or something is: by sign, word and colour, so that none is needed to tell. */
final class Badge {

    private Badge() {}

    static void write(Html html, String health) {
        html.open("span", "class", "badge " + kind(health));
        sign(html, health);
        html.text(health).close("span");
    }

    static void sign(Html html, String health) {
        String sign = switch (kind(health)) {
            case "healthy" -> "✓";
            case "degraded" -> "!";
            case "unhealthy" -> "✗";
            default -> "?";
        };
        html.element("span", sign, "class", "sign " + kind(health), "aria-hidden", "true");
    }

    static int urgency(Health health) {
        return switch (health) {
            case Unhealthy -> 0;
            case Degraded -> 1;
            case Unknown -> 2;
            case Healthy -> 3;
        };
    }

    private static String kind(String health) {
        return switch (health) {
            case "Healthy", "Degraded", "Unhealthy" -> health.toLowerCase(Locale.ROOT);
            default -> "unknown";
        };
    }
}
