package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import network.higherself.redis.operator.plan.SamplePlans;
import org.junit.jupiter.api.Test;

/**
 * The API server leaves zero, false and empty out of what it answers wherever its types say so. What we apply is
 * compared with what it answers, so such a value would be written again at every reconcile.
 */
class WrittenDefaultsTest {

    /** Fields that the API server's types keep also when they are false, and data, which is free. */
    private static final Set<String> KEPT = Set.of(
            "automountServiceAccountToken",
            "enableServiceLinks",
            "allowPrivilegeEscalation",
            "blockOwnerDeletion",
            "emptyDir",
            "podSelector",
            "REDIS_SSL_CA_CERTS",
            "REDIS_SSL_CERTFILE",
            "REDIS_SSL_KEYFILE");

    @Test
    void nothingIsAppliedThatTheApiServerWouldLeaveOut() {
        ObjectMapper mapper = new ObjectMapper();
        List<String> left = new ArrayList<>();
        List.of(SamplePlans.development("cache"), SamplePlans.production("agents"))
                .forEach(plan -> GoldenTest.objects(plan)
                        .forEach(object -> collect(
                                object.getKind() + " " + object.getMetadata().getName(),
                                "",
                                mapper.valueToTree(object),
                                left)));

        assertThat(left).isEmpty();
    }

    private static void collect(String path, String name, JsonNode node, List<String> left) {
        boolean empty = node.isNull()
                || node.isContainerNode() && node.isEmpty()
                || node.isTextual() && node.textValue().isEmpty()
                || node.isBoolean() && !node.booleanValue()
                || node.isNumber() && node.doubleValue() == 0;
        if (empty && !KEPT.contains(name)) {
            left.add(path);
        }
        node.properties()
                .forEach(field -> collect(path + "." + field.getKey(), field.getKey(), field.getValue(), left));
        if (node.isArray()) {
            node.forEach(item -> collect(path + "[]", "", item, left));
        }
    }
}
