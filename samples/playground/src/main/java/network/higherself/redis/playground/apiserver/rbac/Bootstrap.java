package network.higherself.redis.playground.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import network.higherself.redis.playground.apiserver.resource.Objects;
import network.higherself.redis.playground.apiserver.resource.WriteOptions;

/** Fills an empty store with what every cluster holds: namespaces, the API's own Service, the default roles. */
public final class Bootstrap {
    private Bootstrap() {}

    public static void run(Objects objects, KindRegistry kinds) {
        WriteOptions options = new WriteOptions(false, "kube-apiserver", "", "Strict", false, new ArrayList<>());
        try (InputStream in = Bootstrap.class.getResourceAsStream(
                        "/network/higherself/redis/playground/apiserver/bootstrap.yaml");
                MappingIterator<JsonNode> documents =
                        new YAMLMapper().readerFor(JsonNode.class).readValues(in)) {
            while (documents.hasNext()) {
                ObjectNode object = (ObjectNode) documents.next();
                Kind kind = kinds.all().stream()
                        .filter(k -> k.kind().equals(Json.text(object, "kind"))
                                && k.apiVersion().equals(Json.text(object, "apiVersion")))
                        .findFirst()
                        .orElseThrow();
                objects.create(kind, Json.text(object, "metadata", "namespace"), object, options);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
