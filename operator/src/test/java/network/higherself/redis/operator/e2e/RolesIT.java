package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/**
 * The role that ships is what the operator needs: nothing that it asks for is refused, and it uses every rule. So a rule
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
                spec: {environment: Staging, storage: {size: 1Gi}, topology: {mode: Replication, instances: 2}}
                """);
        cluster.awaitReady(namespace, "roles", DEADLINE);
        // Rolls the pods.
        change(namespace, "{\"config\": {\"databases\": 32}}");
        // Takes the policy away, then the budget, which one instance must not have.
        change(namespace, "{\"network\": {\"policy\": \"Disabled\"}}");
        change(namespace, "{\"topology\": {\"instances\": 1}}");
        // Grows the claims and makes the StatefulSet anew.
        change(namespace, "{\"storage\": {\"size\": \"2Gi\"}}");

        Set<Grant> granted = granted();
        Awaitility.await("every rule is used")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(calls(true)).containsAll(granted));
        assertThat(calls(false)).as("refused").isEmpty();
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private void change(String namespace, String spec) {
        cluster.kubectl("patch", "hsr", "-n", namespace, "roles", "--type", "merge", "-p", "{\"spec\": " + spec + "}");
        cluster.awaitReady(namespace, "roles", DEADLINE);
    }

    private Set<Grant> granted() {
        ClusterRole role = cluster.client()
                .rbac()
                .clusterRoles()
                .withName("higherself-redis-operator")
                .get();
        return role.getRules().stream()
                .flatMap(rule -> rule.getVerbs().stream().flatMap(verb -> grants(rule, verb).stream()))
                .filter(RolesIT::inThisTest)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Grant> grants(PolicyRule rule, String verb) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream().map(resource -> new Grant(group, resource, verb)))
                .toList();
    }

    /** Not: a look at what is in the way, which takes a collision, and an event that comes again. */
    private static boolean inThisTest(Grant grant) {
        return !grant.verb().equals("get")
                && !(grant.resource().equals("events") && grant.verb().equals("patch"));
    }

    /** What the operator did, or was refused. */
    private Set<Grant> calls(boolean allowed) {
        Set<Grant> calls = new TreeSet<>();
        for (Calls.Call call : new Calls(cluster).all()) {
            if (call.resource().isEmpty() || (allowed ? call.code() >= 300 : call.code() != 403)) {
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
