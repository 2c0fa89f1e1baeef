package network.higherself.redis.playground.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import network.higherself.redis.playground.apiserver.apply.ManagedFields.Writer;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.BuiltinKinds;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import org.junit.jupiter.api.Test;

class ManagedFieldsTest {
    private static final Kind SERVICE = new KindRegistry(new BuiltinKinds()).builtin("", "services");

    private static ObjectNode service(String spec) throws JsonProcessingException {
        return (ObjectNode) Json.MAPPER.readTree("{\"metadata\":{\"name\":\"s\"},\"spec\":" + spec + "}");
    }

    private static ObjectNode apply(ObjectNode live, String manager, String spec, boolean force)
            throws JsonProcessingException {
        return ManagedFields.apply(SERVICE, live, service(spec), new Writer(manager, ""), force);
    }

    @Test
    void aPortWithoutProtocolIsTheOneWithTheDefaultProtocol() throws Exception {
        ObjectNode live = apply(Json.object(), "a", "{\"ports\":[{\"port\":80}]}", false);
        ((ObjectNode) live.at("/spec/ports/0")).put("protocol", "TCP");
        ObjectNode again = apply(live, "a", "{\"ports\":[{\"port\":80,\"name\":\"web\"}]}", false);
        assertThat(again.at("/spec/ports")).hasSize(1);
        assertThat(again.at("/spec/ports/0/protocol").asText()).isEqualTo("TCP");
        assertThat(again.at("/metadata/managedFields/0/fieldsV1/f:spec/f:ports").fieldNames())
                .toIterable()
                .containsExactly("k:{\"port\":80,\"protocol\":\"TCP\"}");
    }

    @Test
    void whatTwoManagersWantAlikeStaysUntilBothGiveItUp() throws Exception {
        ObjectNode one = apply(Json.object(), "a", "{\"type\":\"ClusterIP\",\"selector\":{\"x\":\"1\"}}", false);
        ObjectNode both = apply(one, "b", "{\"selector\":{\"x\":\"1\"}}", false);
        ObjectNode first = apply(both, "a", "{\"type\":\"ClusterIP\"}", false);
        assertThat(first.at("/spec/selector/x").asText()).isEqualTo("1");
        ObjectNode second = apply(first, "b", "{}", false);
        assertThat(second.at("/spec/selector").isMissingNode()).isTrue();
    }

    @Test
    void aConflictNamesEveryFieldAndItsOwner() throws Exception {
        ObjectNode live = apply(Json.object(), "a", "{\"type\":\"ClusterIP\",\"selector\":{\"x\":\"1\"}}", false);
        String other = "{\"type\":\"NodePort\",\"selector\":{\"x\":\"2\"}}";
        assertThatThrownBy(() -> apply(live, "b", other, false))
                .isInstanceOf(ApiFailure.class)
                .hasMessage("Apply failed with 2 conflicts: conflicts with \"a\":\n- .spec.selector\n- .spec.type");
        ObjectNode forced = apply(live, "b", other, true);
        assertThat(forced.at("/spec/type").asText()).isEqualTo("NodePort");
        assertThat(forced.at("/metadata/managedFields"))
                .as("the loser owns nothing more")
                .hasSize(1);
    }

    @Test
    void anUpdateTakesWhatItChangesAndLeavesTheRest() throws Exception {
        ObjectNode live = apply(Json.object(), "a", "{\"type\":\"ClusterIP\",\"sessionAffinity\":\"None\"}", false);
        ObjectNode changed = live.deepCopy();
        ((ObjectNode) changed.get("spec")).put("type", "NodePort");
        ManagedFields.recordUpdate(SERVICE, live, changed, new Writer("hand", ""));
        assertThat(changed.at("/metadata/managedFields/0/fieldsV1/f:spec").fieldNames())
                .toIterable()
                .containsExactly("f:sessionAffinity");
        assertThat(changed.at("/metadata/managedFields/1/manager").asText()).isEqualTo("hand");
        assertThat(changed.at("/metadata/managedFields/1/fieldsV1/f:spec").fieldNames())
                .toIterable()
                .containsExactly("f:type");
    }
}
