package network.higherself.redis.playground.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import network.higherself.redis.playground.apiserver.model.BuiltinKinds;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.schema.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strategic merge patches of pod specs, whose containers have the name as key and whose tolerations have none. */
class PatchesTest {
    private static final Schema POD_SPEC = new BuiltinKinds().schemas().schema("v1", "PodSpec");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            an item is merged by its key          | {"containers":[{"name":"a","image":"1"}]} | {"containers":[{"name":"a","tty":true}]} | {"containers":[{"name":"a","image":"1","tty":true}]}
            a new item is added                   | {"containers":[{"name":"a"}]} | {"containers":[{"name":"b"}]} | {"containers":[{"name":"a"},{"name":"b"}]}
            an item is deleted                    | {"containers":[{"name":"a"},{"name":"b"}]} | {"containers":[{"name":"a","$patch":"delete"}]} | {"containers":[{"name":"b"}]}
            a list is replaced when told to       | {"containers":[{"name":"a"}]} | {"containers":[{"name":"b"},{"$patch":"replace"}]} | {"containers":[{"name":"b"}]}
            a list without keys is replaced       | {"tolerations":[{"key":"a"}]} | {"tolerations":[{"key":"b"}]} | {"tolerations":[{"key":"b"}]}
            null removes                          | {"hostname":"a","subdomain":"b"} | {"hostname":null} | {"subdomain":"b"}
            the order is set                      | {"containers":[{"name":"a"},{"name":"b"}]} | {"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"a"}]} | {"containers":[{"name":"b"},{"name":"a"}]}
            only retained keys stay               | {"nodeSelector":{"a":"1","b":"2"}} | {"nodeSelector":{"$retainKeys":["b"],"c":"3"}} | {"nodeSelector":{"b":"2","c":"3"}}
            a map is replaced when told to        | {"nodeSelector":{"a":"1"}} | {"nodeSelector":{"$patch":"replace","b":"2"}} | {"nodeSelector":{"b":"2"}}
            """)
    void strategic(String what, String live, String patch, String expected) throws Exception {
        JsonNode before = Json.MAPPER.readTree(live);
        JsonNode after = Patches.strategic(POD_SPEC, before, Json.MAPPER.readTree(patch));
        assertThat(after).as(what).isEqualTo(Json.MAPPER.readTree(expected));
        assertThat(before).as("what is stored never changes").isEqualTo(Json.MAPPER.readTree(live));
    }
}
