package network.higherself.redis.api.v1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What no annotation says of a Redis that somebody else runs. */
final class ExternalSchema {

    /** All else speaks of what the operator makes. */
    private static final Set<String> GO_WITH_IT = Set.of("environment", "external", "client", "probe");

    /** Its values may be of several types, which no rule can speak of: an API server refuses the rule, the plan the field. */
    private static final String NOT_DECLARED = "config";

    private ExternalSchema() {}

    static void complete(JSONSchemaProps spec) {
        List<ValidationRule> rules = new ArrayList<>(spec.getXKubernetesValidations());
        rules.add(rule(
                "!has(self.external) || has(oldSelf.external)",
                "external is fixed at creation: make a new resource for a Redis that somebody else runs."));
        rules.add(rule(
                "!has(oldSelf.external) || has(self.external)",
                "external is fixed at creation: make a new resource for a Redis that the operator is to run."));
        Set<String> refused = new TreeSet<>(spec.getProperties().keySet());
        refused.removeAll(GO_WITH_IT);
        refused.remove(NOT_DECLARED);
        refused.forEach(field -> rules.add(rule(
                "!has(self.external) || !has(self." + field + ")",
                "spec." + field + " means nothing for a Redis that somebody else runs (spec.external): take it out.")));
        rules.add(rule(
                "!has(self.external) || !has(self.client) || !has(self.client.database)",
                "with spec.external the database is external.database: set it there and take client.database out."));
        spec.setXKubernetesValidations(rules);
        spec.getProperties()
                .get("external")
                .setXKubernetesValidations(List.of(
                        rule(
                                "(has(self.mode) && self.mode == 'Sentinel') == has(self.sentinel)",
                                "external.sentinel and external.mode: Sentinel need each other: set both, or neither."),
                        rule(
                                "!has(self.mode) || self.mode != 'Cluster' || !has(self.database) || self.database == 0",
                                "a cluster has database 0 alone: take external.database out."),
                        rule(
                                "!has(self.tls) || !has(self.tls.enabled) || self.tls.enabled ||"
                                        + " !has(self.tls.caSecretRef)",
                                "external.tls.caSecretRef is only read with TLS: set external.tls.enabled to true or take"
                                        + " it out.")));
    }

    private static ValidationRule rule(String rule, String message) {
        return new ValidationRuleBuilder().withRule(rule).withMessage(message).build();
    }
}
