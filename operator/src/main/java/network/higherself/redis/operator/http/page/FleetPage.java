package network.higherself.redis.operator.http.page;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.http.api.HealthViews.Health;
import network.higherself.redis.operator.http.api.HealthViews.Summary;

/** All resources: those with something wrong first and in words, the healthy ones in a line each. */
final class FleetPage {

    private FleetPage() {}

    /** @param resources by namespace and name */
    static Response of(String user, List<Summary> resources, Instant now) {
        List<Summary> wrong = resources.stream()
                .filter(resource -> resource.health() != Health.Healthy)
                .sorted(Comparator.comparing((Summary resource) -> Badge.urgency(resource.health())))
                .toList();
        List<Summary> well = resources.stream()
                .filter(resource -> resource.health() == Health.Healthy)
                .toList();
        String title = wrong.isEmpty() ? "All is well" : wrong.size() + " of " + resources.size() + " need a look";
        return Frame.page(200, title + " – HigherSelf Redis", Optional.of(user), html -> {
            html.element("h1", resources.isEmpty() ? "No HigherSelfRedis here" : title);
            for (Summary resource : wrong) {
                problem(html, resource, now);
            }
            if (!well.isEmpty()) {
                html.element("h2", well.size() + " healthy");
                table(html, well, now);
            }
        });
    }

    private static void problem(Html html, Summary resource, Instant now) {
        html.open("article", "class", "card");
        html.open("h2");
        Badge.write(html, resource.health().name());
        link(html, resource);
        html.close("h2");
        html.element("p", resource.message(), "class", "message");
        html.element("p", facts(resource, now), "class", "facts");
        html.close("article");
    }

    private static void table(Html html, List<Summary> resources, Instant now) {
        html.open("table", "class", "fleet").open("thead").open("tr");
        for (String column : List.of("Resource", "Ready", "Primary", "Mode", "Version", "For")) {
            html.element("th", column, "scope", "col");
        }
        html.close("tr").close("thead").open("tbody");
        for (Summary resource : resources) {
            html.open("tr").open("td");
            Badge.sign(html, resource.health().name());
            link(html, resource);
            html.close("td");
            html.element("td", resource.ready().orElse(Words.UNKNOWN));
            html.element("td", resource.primary().orElse(Words.UNKNOWN));
            html.element("td", resource.mode().orElse(Words.UNKNOWN));
            html.element("td", resource.version().orElse(Words.UNKNOWN));
            html.element("td", Words.since(resource.since(), now).orElse(Words.UNKNOWN));
            html.close("tr");
        }
        html.close("tbody").close("table");
    }

    private static void link(Html html, Summary resource) {
        html.element(
                "a",
                resource.namespace() + "/" + resource.name(),
                "href",
                PagePaths.resource(resource.namespace(), resource.name()));
    }

    private static String facts(Summary resource, Instant now) {
        StringBuilder facts = new StringBuilder();
        Words.since(resource.since(), now)
                .ifPresent(time -> facts.append("for ").append(time));
        resource.ready().ifPresent(ready -> separated(facts).append(ready).append(" ready"));
        resource.primary()
                .ifPresentOrElse(
                        primary -> separated(facts).append("primary ").append(primary),
                        () -> separated(facts).append("no primary"));
        resource.mode().ifPresent(mode -> separated(facts).append(mode));
        resource.version()
                .ifPresent(version -> separated(facts).append("Redis ").append(version));
        return facts.toString();
    }

    private static StringBuilder separated(StringBuilder facts) {
        return facts.length() == 0 ? facts : facts.append(" · ");
    }
}
