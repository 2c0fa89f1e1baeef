package network.higherself.redis.operator.http.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.http.api.Found;
import network.higherself.redis.operator.http.api.HealthViews;
import network.higherself.redis.operator.http.api.HealthViews.Condition;
import network.higherself.redis.operator.http.api.HealthViews.Instance;
import network.higherself.redis.operator.http.api.HealthViews.InstanceMetrics;
import network.higherself.redis.operator.http.api.HealthViews.Resource;
import network.higherself.redis.operator.probe.Forecast;
import network.higherself.redis.operator.probe.History;
import network.higherself.redis.operator.probe.ProbedInstance;

/** One resource: what is wrong, since when, what to do; then its instances with their last hours, its routes, all conditions. */
final class ResourcePage {

    /** Conditions that tell by being True that something goes on, or is wrong. */
    private static final Set<String> TRUE_IS_NEWS = Set.of("Reconciling", "Stalled");

    private final Resource resource;
    private final Map<String, InstanceMetrics> metrics;
    private final Map<String, ProbedInstance> probed;
    private final Instant now;
    private final Html html;

    private ResourcePage(Html html, Resource resource, HealthViews.Metrics metrics, Found found, Instant now) {
        this.html = html;
        this.resource = resource;
        this.metrics =
                metrics.instances().stream().collect(Collectors.toMap(InstanceMetrics::name, Function.identity()));
        this.probed = found.instances().stream()
                .collect(Collectors.toMap(instance -> instance.instance().pod(), Function.identity()));
        this.now = now;
    }

    static Response of(String user, Resource resource, HealthViews.Metrics metrics, Found found, Instant now) {
        String title = resource.namespace() + "/" + resource.name();
        return Frame.page(
                200,
                resource.health() + ": " + title + " – HigherSelf Redis",
                Optional.of(user),
                html -> new ResourcePage(html, resource, metrics, found, now).write(title));
    }

    private void write(String title) {
        html.open("nav").element("a", "All resources", "href", PagePaths.FLEET).close("nav");
        html.open("h1");
        Badge.write(html, resource.health().name());
        html.text(title).close("h1");
        html.element("p", facts(), "class", "facts");
        problems();
        html.element("h2", "Instances");
        if (resource.instances().isEmpty()) {
            html.element("p", "None is probed at present.", "class", "none");
        }
        resource.instances().forEach(this::instance);
        routes();
        conditions();
    }

    private String facts() {
        StringBuilder facts = new StringBuilder(resource.phase().orElse("Not looked at yet"));
        Words.since(resource.since(), now)
                .ifPresent(time -> facts.append(" for ").append(time));
        resource.ready().ifPresent(ready -> facts.append(" · ").append(ready).append(" ready"));
        facts.append(" · ")
                .append(resource.primary().map(name -> "primary " + name).orElse("no primary"));
        resource.mode().ifPresent(mode -> facts.append(" · ").append(mode));
        resource.version().ifPresent(version -> facts.append(" · Redis ").append(version));
        resource.endpoint()
                .ifPresent(endpoint -> facts.append(" · ")
                        .append(endpoint.host())
                        .append(':')
                        .append(endpoint.port())
                        .append(endpoint.tls() ? " over TLS" : " in clear"));
        return facts.toString();
    }

    private void problems() {
        List<Condition> wrong =
                resource.conditions().stream().filter(ResourcePage::wrong).toList();
        if (wrong.isEmpty()) {
            return;
        }
        html.element("h2", "What is wrong, and what to do");
        for (Condition condition : wrong) {
            html.open("article", "class", "card");
            html.open("h3").text(condition.type() + ": " + condition.reason());
            Words.since(Optional.ofNullable(condition.since()), now)
                    .ifPresent(time -> html.element("small", " for " + time));
            html.close("h3");
            html.element("p", said(condition), "class", "message");
            html.close("article");
        }
    }

    private static boolean wrong(Condition condition) {
        return TRUE_IS_NEWS.contains(condition.type())
                ? "True".equals(condition.status())
                : !"True".equals(condition.status());
    }

    private static String said(Condition condition) {
        return condition.message() == null ? "" : condition.message();
    }

    private void instance(Instance instance) {
        html.open("article", "class", "card");
        html.open("h3");
        Badge.write(html, instance.health());
        html.text(instance.name()).element("small", " " + instance.role()).close("h3");
        if (!instance.message().isEmpty()) {
            html.element("p", instance.reason() + ": " + instance.message(), "class", "message");
        }
        instance.error().ifPresent(error -> html.element("p", "The last probe: " + error, "class", "message"));
        Optional.ofNullable(metrics.get(instance.name())).ifPresent(this::figures);
        Optional.ofNullable(probed.get(instance.name())).ifPresent(this::past);
        html.close("article");
    }

    private void figures(InstanceMetrics now) {
        html.open("dl");
        figure("Latency", Words.micros(now.latencyMicros()));
        figure(
                "Memory",
                Words.bytes(now.memoryUsedBytes())
                        + (now.memoryMaxBytes().orElse(0) > 0 ? " of " + Words.bytes(now.memoryMaxBytes()) : ""));
        figure("Operations", now.opsPerSecond().isPresent() ? Words.count(now.opsPerSecond()) + " /s" : "none");
        figure(
                "Clients",
                Words.count(now.connectedClients())
                        + (now.maxClients().isPresent() ? " of " + Words.count(now.maxClients()) : ""));
        figure("Keys", Words.count(now.keys()));
        figure("Hits", Words.percent(now.hitRatePercent()));
        figure("Errors", Words.percent(now.errorRatePercent()));
        figure("Evicted, last minute", Words.count(now.evictedKeys()));
        figure("Slow commands", Words.count(now.slowCommands()));
        figure(
                "Answered",
                now.answeredAt()
                        .map(at -> Words.time(Duration.between(at, this.now)) + " ago")
                        .orElse("never"));
        html.close("dl");
    }

    private void figure(String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close("div");
    }

    private void past(ProbedInstance instance) {
        forecast(instance.forecast());
        List<History.Point> points = instance.history().points();
        long maximum = metrics.get(instance.instance().pod()).memoryMaxBytes().orElse(0);
        html.open("div", "class", "charts");
        new Chart("Latency", History.Point::latencyMicros, Words::micros, 0).draw(html, points);
        new Chart("Memory", History.Point::memoryBytes, Words::bytes, maximum).draw(html, points);
        new Chart("Operations per second", History.Point::opsPerSecond, count -> Words.count(OptionalLong.of(count)), 0)
                .draw(html, points);
        html.close("div");
    }

    private void forecast(Forecast forecast) {
        forecast.memoryFullSeconds()
                .ifPresent(seconds -> html.element(
                        "p",
                        "At the present rate its memory is full in "
                                + Words.time(Duration.ofSeconds(seconds))
                                + ": raise maxmemory, or let keys expire.",
                        "class",
                        "message"));
        if (forecast.forkHeadroomBytes().orElse(0) < 0) {
            html.element(
                    "p",
                    "The next save may need "
                            + Words.bytes(-forecast.forkHeadroomBytes().getAsLong())
                            + " more memory than its container has: raise spec.resources, or lower maxmemory.",
                    "class",
                    "message");
        }
    }

    private void routes() {
        if (resource.routes().isEmpty()) {
            return;
        }
        html.element("h2", "Routes that applications take");
        html.open("table").open("tbody");
        for (HealthViews.Route route : resource.routes()) {
            html.open("tr").open("td");
            Badge.write(html, route.health());
            html.close("td").element("th", route.name(), "scope", "row");
            html.element("td", Words.micros(route.latencyMicros()));
            html.element(
                    "td", route.message().isEmpty() ? "" : route.reason() + ": " + route.message(), "class", "message");
            html.element("td", "for " + Words.time(Duration.between(route.since(), now)));
            html.close("tr");
        }
        html.close("tbody").close("table");
    }

    private void conditions() {
        html.element("h2", "Conditions");
        html.open("table").open("tbody");
        for (Condition condition : resource.conditions()) {
            html.open("tr").open("th", "scope", "row");
            Badge.sign(html, wrong(condition) ? "Degraded" : "Healthy");
            html.text(condition.type()).close("th");
            html.element("td", condition.status());
            html.element(
                    "td",
                    condition.reason() + (said(condition).isEmpty() ? "" : ": " + said(condition)),
                    "class",
                    "message");
            html.element(
                    "td",
                    Words.since(Optional.ofNullable(condition.since()), now)
                            .map(time -> "for " + time)
                            .orElse(""));
            html.close("tr");
        }
        html.close("tbody").close("table");
    }
}
