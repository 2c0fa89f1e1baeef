package network.higherself.redis.operator.reconcile;

import static network.higherself.redis.operator.topology.Situations.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.ExternalPlanResult;
import network.higherself.redis.operator.plan.ExternalPlanner;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteScheduler;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Discovered.Node;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.RedisCommands;
import network.higherself.redis.operator.redis.RouteProber;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.status.ExternalStatusInput.Endpoint;
import network.higherself.redis.operator.status.StatusInput;
import network.higherself.redis.operator.testing.RealRedis;
import org.junit.jupiter.api.Test;

/** When the way to a Redis that somebody else runs is taken, and what is forgotten of it. */
class TheirRouteTest {

    private static final ResourceKey KEY = new ResourceKey("sample", "sessions");
    private static final Answered PRIMARY = says().primary().of("theirs");
    private static final Observation SILENT =
            new Observation.Unreachable(PRIMARY.instance(), PRIMARY.at(), Observation.Failure.TIMEOUT, "no answer");

    private final ResourceMemory memory = new ResourceMemory("uid", Instant.EPOCH);

    @Test
    void itIsTakenFromWhenRedisServesAndJudgedAnewOnceItServesAgain() throws Exception {
        try (RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0);
                RedisClients clients = new RedisClients(1);
                RouteScheduler routes = new RouteScheduler(
                        new RouteProber(clients, Clock.systemUTC()), clients, Clock.systemUTC(), key -> {})) {
            RouteVisits visits = new RouteVisits(
                    routes, new LiveSettings(new RedisCommands(clients, Duration.ofSeconds(2), () -> true)), true);
            Access right = new Access("", "", Optional.empty());
            Access wrong = new Access("nobody", "wr0ng", Optional.empty());

            assertThat(look(visits, redis, right, SILENT).states()).isEmpty();
            assertThat(look(visits, redis, right, SILENT).expected()).containsExactly("endpoint");

            look(visits, redis, right, PRIMARY);
            await().untilAsserted(
                            () -> assertThat(state(routes).verdict().health()).isEqualTo(Health.Healthy));
            look(visits, redis, wrong, PRIMARY);
            await().untilAsserted(
                            () -> assertThat(state(routes).verdict().reason()).isEqualTo("LoginRefused"));

            assertThat(look(visits, redis, wrong, SILENT).states())
                    .as("taken on, for whoever asks by name")
                    .extracting(state -> state.verdict().health())
                    .containsExactly(Health.Unhealthy);
            assertThat(look(visits, redis, wrong, PRIMARY).states())
                    .as("not judged by what was found while it did not serve")
                    .extracting(state -> state.verdict().health())
                    .containsExactly(Health.Unknown);
            await().untilAsserted(
                            () -> assertThat(state(routes).verdict().reason()).isEqualTo("LoginRefused"));
            assertThat(look(visits, redis, wrong, PRIMARY).states())
                    .extracting(state -> state.verdict().health())
                    .containsExactly(Health.Unhealthy);
        }
    }

    private StatusInput.Routes look(RouteVisits visits, RealRedis redis, Access access, Observation latest) {
        Node node = new Node("localhost", redis.port(), true, false);
        return visits.look(
                KEY,
                plan(redis.port()),
                access,
                Optional.of(new Endpoint("localhost", redis.port())),
                new TheirNodes(List.of(node), Map.of(node.name(), latest)),
                memory);
    }

    private static RouteState state(RouteScheduler routes) {
        return routes.states(KEY).get(0);
    }

    private static ExternalPlan plan(int port) {
        HigherSelfRedis resource = new KubernetesSerialization().unmarshal("""
                        apiVersion: redis.higherself.network/v1
                        kind: HigherSelfRedis
                        metadata: {namespace: sample, name: sessions, uid: uid}
                        spec:
                          environment: Development
                          external: {host: localhost, port: %d, tls: {enabled: false}}
                        """.formatted(port), HigherSelfRedis.class);
        return ((ExternalPlanResult.Accepted) ExternalPlanner.plan(resource)).plan();
    }
}
