package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.higherself.redis.operator.e2e.OperatorApi.Answer;
import network.higherself.redis.operator.e2e.OperatorApi.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The health API over its own TLS, by tokens with and without rights, of a Redis that is well and of one that never
 * starts: the same of either replica, since the one that stands by passes calls on.
 */
@Execution(ExecutionMode.CONCURRENT)
@DisabledIfEnvironmentVariable(
        named = "KUBECONFIG",
        matches = ".+",
        disabledReason = "the caller is an image of the playground")
class HealthApiIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    private final Cluster cluster = Cluster.shared();
    private final OperatorApi api = new OperatorApi(cluster);

    @Test
    void tellsThoseWhoMayWhateverReplicaTheyAsk() {
        String namespace = cluster.namespace("api");
        cluster.apply(namespace, StandaloneIT.resource("well", "{environment: Development}"));
        cluster.apply(
                namespace, StandaloneIT.resource("dead", "{environment: Development, image: 'no.such.image/redis:1'}"));
        String reader = account(namespace, "reader", "get,list");
        String writer = account(namespace, "writer", "get,list,update");
        String nobody = api.token(namespace, "nobody");
        String scraper = api.token(namespace, "scraper");
        cluster.kubectl(
                "create",
                "clusterrolebinding",
                namespace + "-scraper",
                "--clusterrole=higherself-redis-metrics-reader",
                "--serviceaccount=" + namespace + ":scraper");
        cluster.awaitReady(namespace, "well", DEADLINE);
        cluster.awaitCondition(namespace, "dead", "Available", "False", DEADLINE);

        String base = "/api/v1/namespaces/" + namespace + "/redis/";
        List<Pod> replicas = api.replicas();
        assertThat(replicas).hasSizeGreaterThanOrEqualTo(2);
        List<Call> calls = new ArrayList<>();
        for (Pod replica : replicas) {
            String at = OperatorApi.address(replica);
            calls.add(new Call(at, "GET", base + "well/health", reader));
            calls.add(new Call(at, "GET", base + "well/health", nobody));
            calls.add(new Call(at, "GET", base + "well/health", ""));
            calls.add(new Call(at, "GET", base + "well/health", "not.a.token"));
            calls.add(new Call(at, "GET", base + "well/metrics", reader));
            calls.add(new Call(at, "POST", base + "well/test-connection", writer));
            calls.add(new Call(at, "POST", base + "well/test-connection", reader));
            calls.add(new Call(at, "GET", base + "well/keys?pattern=higherself:health:water*", writer));
            calls.add(new Call(at, "GET", base + "well/info/memory", reader));
            calls.add(new Call(at, "GET", base + "dead/health", reader));
            calls.add(new Call(at, "POST", base + "dead/test-connection", writer));
            calls.add(new Call(at, "GET", "/health", reader));
            calls.add(new Call(at, "GET", "/metrics", scraper));
            calls.add(new Call(at, "GET", "/metrics", reader));
            calls.add(new Call(at, "GET", "/metrics?scope=replica", scraper));
            calls.add(new Call(at, "GET", "/redis/health", reader));
            calls.add(new Call(at, "POST", base + "well/test-connection?route=primary-service", writer));
            calls.add(new Call(at, "GET", "/ui", reader));
        }
        List<Answer> answers = api.call(namespace, "caller", calls);
        int each = calls.size() / replicas.size();
        for (int replica = 0; replica < replicas.size(); replica++) {
            List<Answer> told = answers.subList(replica * each, (replica + 1) * each);
            assertThat(told)
                    .extracting(Answer::status)
                    .as(String.valueOf(told))
                    .containsExactly(
                            200, 403, 401, 401, 200, 200, 403, 200, 200, 200, 503, 200, 200, 403, 200, 409, 200, 401);
            assertThat(told.get(0).body().path("health").asText()).isEqualTo("Healthy");
            assertThat(told.get(0).body().at("/instances/0/name").asText()).isEqualTo("well-0");
            assertThat(told.get(1).body().path("detail").asText()).contains("get on the resource");
            assertThat(told.get(4).body().at("/client/maxConnections").asInt()).isEqualTo(5);
            assertThat(told.get(5).body().path("result").asText()).isEqualTo("written, read and deleted");
            assertThat(told.get(7).body().path("keys").path(0).asText()).isEqualTo("higherself:health:watermark");
            assertThat(told.get(8).body().at("/info/maxmemory").asLong()).isEqualTo(128L * 1024 * 1024);
            assertThat(told.get(9).body().path("health").asText()).isEqualTo("Unhealthy");
            assertThat(told.get(10).body().path("detail").asText()).contains("no primary");
            assertThat(told.get(11).body().path("status").asText()).isEqualTo("degraded");
            assertThat(told.get(11).body().at("/resources/total").asInt()).isEqualTo(2);
            assertThat(told.get(12).text()).contains("redis_up{namespace=\"" + namespace + "\"");
            assertThat(told.get(14).text()).contains("higherself_redis_leader " + (replica == 0 ? "1" : "0"));
            assertThat(told.get(14).text().contains("redis_up{")).isEqualTo(replica == 0);
            assertThat(told.get(17).text()).as("the page, of the leader").contains("<h1>Sign in</h1>");
        }
        cluster.kubectl("delete", "clusterrolebinding", namespace + "-scraper");
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    /** A token of an account that may do this with the resources of the namespace. */
    private String account(String namespace, String name, String verbs) {
        String token = api.token(namespace, name);
        cluster.kubectl(
                "create",
                "role",
                "-n",
                namespace,
                name,
                "--verb=" + verbs,
                "--resource=higherselfredises.redis.higherself.network");
        cluster.kubectl(
                "create",
                "rolebinding",
                "-n",
                namespace,
                name,
                "--role=" + name,
                "--serviceaccount=" + namespace + ":" + name);
        return token;
    }
}
