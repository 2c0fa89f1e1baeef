package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/**
 * The roles that ship are what the operator needs: nothing that it asks for is refused, and it uses every rule. So a rule
 * too few turns this red, and one too many does, too. Reads the playground's audit log.
 */
@DisabledIfEnvironmentVariable(
        named = "KUBECONFIG",
        matches = ".+",
        disabledReason = "needs the playground's audit log")
class RolesIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    private final Cluster cluster = Cluster.shared();

    /** A call by what a rule grants. */
    private record Grant(String group, String resource, String verb) implements Comparable<Grant> {
        @Override
        public int compareTo(Grant other) {
            return toString().compareTo(other.toString());
        }
    }

    @Test
    void everyRuleIsUsedAndNothingIsRefused() {
        String namespace = cluster.namespace("roles");
        cluster.apply(namespace, """
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: roles}
                spec:
                  environment: Staging
                  storage: {size: 1Gi}
                  topology: {mode: Replication, instances: 2}
                  features: {cache: {}}
                """);
        cluster.awaitReady(namespace, "roles", DEADLINE);
        // Rolls the pods.
        change(namespace, "{\"config\": {\"databases\": 32}}");
        // Takes the feature's Secret away.
        change(namespace, "{\"features\": {\"cache\": {\"enabled\": false}}}");
        // Takes the policy away, then the budget, which one instance must not have.
        change(namespace, "{\"network\": {\"policy\": \"Disabled\"}}");
        change(namespace, "{\"topology\": {\"instances\": 1}}");
        // Grows the claims and makes the StatefulSet anew.
        change(namespace, "{\"storage\": {\"size\": \"2Gi\"}}");
        // Looks at what is in the way, of each kind.
        cluster.apply(namespace, inTheWay("roles"));
        // The same event, again.
        for (int time = 0; time < 2; time++) {
            edit(namespace, "{\"config\": {\"no-such-directive\": 1}}");
            cluster.awaitCondition(namespace, "roles", "Stalled", "True", DEADLINE);
            change(namespace, "{\"config\": {\"no-such-directive\": null}}");
        }

        // Asks Kubernetes who calls, and what they may do.
        OperatorApi api = new OperatorApi(cluster);
        assertThat(api.call(
                        namespace,
                        "caller",
                        List.of(new OperatorApi.Call(
                                OperatorApi.address(api.replicas().get(0)),
                                "GET",
                                "/api/v1/namespaces/" + namespace + "/redis",
                                api.token(namespace, "nobody")))))
                .singleElement()
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(403));

        Set<Grant> granted = granted();
        // Used when a leader ends gracefully; without it, the SDK would not even start.
        granted.remove(new Grant("coordination.k8s.io", "leases", "update"));
        Awaitility.await("every rule is used")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(calls(true)).containsAll(granted));
        assertThat(calls(false)).as("refused").isEmpty();
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private void change(String namespace, String spec) {
        edit(namespace, spec);
        cluster.awaitReady(namespace, "roles", DEADLINE);
    }

    private void edit(String namespace, String spec) {
        cluster.kubectl("patch", "hsr", "-n", namespace, "roles", "--type", "merge", "-p", "{\"spec\": " + spec + "}");
    }

    /** What somebody else made under the names that two resources need; the resources after them. */
    private static String inTheWay(String prefix) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %1$s-a-config}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: %1$s-a-connection}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s-b}
                spec: {ports: [{port: 1}]}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: %1$s-b}
                spec:
                  replicas: 0
                  serviceName: none
                  selector: {matchLabels: {app: other}}
                  template:
                    metadata: {labels: {app: other}}
                    spec: {containers: [{name: other, image: other}]}
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: %1$s-b}
                spec: {maxUnavailable: 1, selector: {matchLabels: {app: other}}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: %1$s-b}
                spec: {podSelector: {matchLabels: {app: other}}}
                ---
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: %1$s-a}
                spec: {environment: Staging}
                ---
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: %1$s-b}
                spec: {environment: Staging}
                """.formatted(prefix);
    }

    private Set<Grant> granted() {
        Stream<ClusterRole> acting = Stream.of("higherself-redis-operator", "higherself-redis-health-api")
                .map(name ->
                        cluster.client().rbac().clusterRoles().withName(name).get());
        Stream<Role> here = Stream.of(
                        "higherself-redis-operator-leader-election",
                        "higherself-redis-operator-serving",
                        "higherself-redis-operator-monitoring")
                .map(name -> cluster.client()
                        .rbac()
                        .roles()
                        .inNamespace("higherself-redis-system")
                        .withName(name)
                        .get());
        return Stream.concat(
                        acting.flatMap(role -> role.getRules().stream()),
                        here.flatMap(role -> role.getRules().stream()))
                .flatMap(rule -> rule.getVerbs().stream().flatMap(verb -> grants(rule, verb).stream()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Grant> grants(PolicyRule rule, String verb) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream().map(resource -> new Grant(group, resource, verb)))
                .toList();
    }

    /** What the operator did, or was refused. */
    private Set<Grant> calls(boolean allowed) {
        Set<Grant> calls = new TreeSet<>();
        for (Calls.Call call : new Calls(cluster).all()) {
            if (call.resource().isEmpty() || (allowed ? call.code() >= 300 : !call.forbidden())) {
                continue;
            }
            calls.add(new Grant(call.group(), call.resource(), call.verb()));
            if (call.made()) {
                // An apply of what is not there asks for create, too.
                calls.add(new Grant(call.group(), call.resource(), "create"));
            }
        }
        return calls;
    }
}
