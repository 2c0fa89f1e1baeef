package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps docs/health.md in step with {@link HealthReason} and {@link RouteReason}; {@code .ci/regenerate} makes it anew. */
class HealthPageTest {

    private static final Path PAGE = Path.of("..", "docs", "health.md");

    @Test
    void thePageListsEveryReason() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("docs.regenerate")) {
            Files.writeString(PAGE, generated);
        }

        assertThat(PAGE).as("made anew by .ci/regenerate").hasContent(generated);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Health of an instance

                <!-- Generated from the enums HealthReason and RouteReason; .ci/regenerate makes it anew. -->

                The operator probes each instance every `spec.probe.interval` over a connection that it keeps: PING, INFO, the
                slow log, and on the primary once a minute a canary, which writes, reads and deletes a test key. From the
                answer follows one verdict, which `status.members[].health` and `reason` tell. Of several findings the first
                of this list is told, so an Unhealthy one before a Degraded one.

                - **Unhealthy** turns `Ready` False. It counts at once, and so does its end.
                - **Degraded** leaves `Ready` alone. It takes %d observations in a row to come and to go, so that a single
                  slow command does not write the status.

                While an instance does not answer, loads, or has no link to its primary, it is probed every %d ms for up to
                %d s instead, then every %d s for up to %d min if it answers at all. A connection that breaks is followed by a
                probe at once. Rates are those of the last minute.
                The operator's own commands and connections are left out of them.

                | Health | Reason | When | What to do |
                |---|---|---|---|
                """.formatted(
                        InstanceProbe.OBSERVATIONS_TO_CHANGE,
                        InstanceProbe.FAST.toMillis(),
                        InstanceProbe.FAST_FOR.toSeconds(),
                        InstanceProbe.STEADY.toSeconds(),
                        InstanceProbe.STEADY_FOR.toMinutes()));
        for (HealthReason reason : HealthReason.values()) {
            page.append("| ")
                    .append(reason.health())
                    .append(" | `")
                    .append(reason.reason())
                    .append("` | ")
                    .append(reason.meaning())
                    .append(" | ")
                    .append(reason.mend())
                    .append(" |\n");
        }
        page.append("""

                ## Where somebody else runs the Redis

                With `spec.external` the same rules hold, as far as the provider tells what they look at: what is not told is
                never a fault. The canary is written only where `spec.external.canary` is `Allowed`. Where nobody here can
                follow the advice above, the message gives another:

                | Reason | What to do |
                |---|---|
                """);
        for (HealthReason reason : HealthReason.values()) {
            if (!reason.externalMend().equals(reason.mend())) {
                page.append("| `")
                        .append(reason.reason())
                        .append("` | ")
                        .append(reason.externalMend())
                        .append(" |\n");
            }
        }
        page.append("""

                ## Forecast

                Of each process the operator keeps how much memory it used, a point a minute over the last %d hours. Where a
                straight line accounts for at least %d %% of what they vary, through at least %d points, `status.summary.forecast`
                and the series `higherself_redis_memory_full_seconds` tell when `maxmemory` is reached at that rate: at most %d
                times as far ahead as the points go back, and %d days. Growth by less than %s %% of `maxmemory` is noise.

                The series `higherself_redis_fork_headroom_bytes` tells what the container's memory limit leaves should the next
                save, or rewrite of the append-only file, copy as much as the last one did; `status.summary.forecast` says so when
                it is below zero: that save may get the container killed. Without a limit, or before the first save, there is none.
                """.formatted(
                        History.SPACING.multipliedBy(History.POINTS).toHours(),
                        Math.round(Forecast.LEAST_FIT * 100),
                        Forecast.LEAST_POINTS,
                        Forecast.HORIZON,
                        Forecast.FARTHEST.toDays(),
                        Forecast.LEAST_GROWTH * 100));
        routes(page);
        return page.toString();
    }

    private static void routes(StringBuilder page) {
        page.append("""

                ## Health of a route

                An instance that is well is of no use to an application that can't reach it. So the operator also takes the ways
                that applications take: through the Service `<name>` and, where a replica serves, `<name>-replicas`, by their DNS
                names, with the application's own user and verified TLS; and through `<name>` as the user of each enabled feature,
                doing what the feature needs:

                | route | what is tried |
                |---|---|
                | `primary-service` | it leads to an instance that is primary |
                | `replicas-service` | it leads to a replica in step with its primary |
                | `cache` | a key is set with an expiry, read, deleted |
                | `sessionStore` | a field of a hash is set, the hash given an expiry, read, deleted |
                | `rateLimiting` | a counter is counted up, given an expiry, deleted |
                | `taskQueue` | a task is pushed to a list and taken from it |
                | `pubsub` | a message that is published is heard |

                To a Redis that somebody else runs leads one way, `endpoint`: the host and port that the connection Secret
                publishes, as the user of that Secret. What is tried: the server answers, and is primary as far as the provider
                lets it tell (of a cluster any node will do). Nothing is written.

                Each look is a connection of its own, as an application's that starts: one that was open before goes on after its
                Service leads elsewhere, or nowhere. A route is taken every %d times `spec.probe.interval`, and at once when its
                Service, the endpoints, the users or the primary change; `endpoint` when what is published does, or a primary's
                process. What writes is done once a minute at most, below
                `higherself:health:`. One that fails is tried again at once, then ever more rarely (every `spec.probe.interval` and every
                %d s at least). It counts as broken once that lasted %d s; that a Service leads nowhere, or elsewhere, once it lasted
                %d s, since names and nodes' proxies follow the endpoints after a while. It is Healthy from the first look that goes
                well.

                `status.routes` tells the state of each, `RoutesHealthy` what is wrong: "Redis is fine, the route sessionStore is
                broken: …". A broken `primary-service` or `endpoint` turns `Available`, and so `Ready`, False; the others leave
                both alone. While the primary itself does not serve, no route is judged.

                | Reason | When | What to do |
                |---|---|---|
                """.formatted(
                        RouteProbe.INTERVALS,
                        RouteProbe.LONGEST_PAUSE.toSeconds(),
                        RouteProbe.CONFIRMATION.toSeconds(),
                        RouteProbe.LAG.toSeconds()));
        for (RouteReason reason : RouteReason.values()) {
            page.append("| `")
                    .append(reason.reason())
                    .append("` | ")
                    .append(reason.meaning())
                    .append(" | ")
                    .append(reason.mend())
                    .append(" |\n");
        }
        page.append("""

                `NameUnresolved`, `ConnectionRefused` and `NoAnswer` are found from where the operator runs. Outside of the cluster it
                takes Services by the addresses that the API server tells (setting `SERVICE_ADDRESSES`).

                Of the route `endpoint` the same reasons say:

                | Reason | When | What to do |
                |---|---|---|
                """);
        for (RouteReason reason : RouteReason.values()) {
            if (reason.ofGuests()) {
                page.append("| `")
                        .append(reason.reason())
                        .append("` | ")
                        .append(reason.externalMeaning())
                        .append(" | ")
                        .append(reason.externalMend())
                        .append(" |\n");
            }
        }
    }
}
