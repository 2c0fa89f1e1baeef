package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.resource.WriteOptions;
import network.higherself.redis.playground.apiserver.schema.ProtobufDecoder;

/** One request as it was received. */
record Call(String method, String path, Map<String, List<String>> query, HttpHeaders headers, byte[] body) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> BOOLEANS = List.of("true", "1", "True");

    /** A query parameter, empty if it is not there. */
    String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? "" : values.get(0);
    }

    boolean flag(String name) {
        return BOOLEANS.contains(parameter(name));
    }

    String header(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    String mediaType() {
        String type = header("Content-Type");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).trim();
    }

    boolean isUpgrade() {
        return header("Upgrade").equalsIgnoreCase("websocket");
    }

    /** The body as an object, by its media type. */
    ObjectNode object(ProtobufDecoder protobuf) {
        if (mediaType().equals("application/vnd.kubernetes.protobuf")) return protobuf.decode(body);
        if (tree() instanceof ObjectNode object) return object;
        throw ApiFailure.badRequest("the body is no object");
    }

    /** The body of a DELETE, which may be empty. */
    ObjectNode optionalObject(ProtobufDecoder protobuf) {
        return body.length == 0 ? Json.object() : object(protobuf);
    }

    JsonNode tree() {
        // JSON is YAML, and what most clients send as YAML; its own parser is several times as fast.
        boolean yaml = mediaType().endsWith("yaml") && (body.length == 0 || body[0] != '{');
        boolean json = mediaType().isEmpty() || mediaType().matches(".*(json|yaml)");
        if (!yaml && !json) {
            throw new ApiFailure(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include:"
                            + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
        }
        try {
            return yaml ? YAML.readTree(body) : Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw ApiFailure.badRequest("couldn't get version/kind; json parse error: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ApiFailure.badRequest("the body cannot be read");
        }
    }

    WriteOptions writeOptions(String subresource) {
        String agent = header("User-Agent");
        String byAgent = agent.isEmpty() ? "unknown" : agent.split("/", 2)[0];
        String manager = parameter("fieldManager");
        String validation = parameter("fieldValidation");
        return new WriteOptions(
                parameter("dryRun").equals("All"),
                manager.isEmpty() ? byAgent : manager,
                subresource,
                validation.isEmpty() ? "Warn" : validation,
                flag("force"),
                new ArrayList<>());
    }
}
