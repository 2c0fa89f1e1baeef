package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.schema.Structure;

/** From what a client sent to an object of a kind, in the form that is stored; and back. */
public final class Decoding {
    private Decoding() {}

    /** Checks the type, drops unknown fields as the options say, and gives the stored form's names. */
    public static ObjectNode decode(Kind kind, ObjectNode body, WriteOptions options) {
        String apiVersion = Json.text(body, "apiVersion");
        if (!apiVersion.isEmpty() && !apiVersion.equals(kind.apiVersion())) {
            throw ApiFailure.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + kind.apiVersion() + ")");
        }
        String given = Json.text(body, "kind");
        if (given.isEmpty() && kind.custom()) throw ApiFailure.badRequest("Object 'Kind' is missing in '" + body + "'");
        if (!given.isEmpty() && !given.equals(kind.kind())) {
            throw ApiFailure.badRequest(given + " in version \"" + kind.version() + "\" cannot be handled as a "
                    + kind.kind() + ": no kind \"" + given + "\" is registered for version \"" + kind.apiVersion()
                    + "\"");
        }
        body.put("apiVersion", kind.apiVersion());
        body.put("kind", kind.kind());
        List<String> unknown = Structure.prune(kind.schema(), body);
        report(kind, unknown, options);
        if (kind.custom()) {
            Structure.decode(kind.schema().member("metadata"), Json.child(body, "metadata"), ".metadata");
        } else {
            Structure.decode(kind.schema(), body, "");
        }
        return renamed(kind, body, false);
    }

    private static void report(Kind kind, List<String> unknown, WriteOptions options) {
        if (unknown.isEmpty() || options.validation().equals("Ignore")) return;
        List<String> messages =
                unknown.stream().map(path -> "unknown field \"" + path + "\"").toList();
        if (options.validation().equals("Warn")) {
            options.warnings().addAll(messages);
        } else {
            throw ApiFailure.badRequest(kind.kind() + " in version \"" + kind.version() + "\" cannot be handled as a "
                    + kind.kind() + ": strict decoding error: "
                    + messages.stream().collect(Collectors.joining(", ")));
        }
    }

    /** The stored object as this version of it shows it; the object itself where the two are the same. */
    public static ObjectNode shown(Kind kind, ObjectNode stored) {
        boolean same = Json.text(stored, "apiVersion").equals(kind.apiVersion());
        if (same && kind.renames().isEmpty()) return stored;
        ObjectNode copy = stored.objectNode();
        copy.setAll(stored);
        copy.put("apiVersion", kind.apiVersion());
        return renamed(kind, copy, true);
    }

    private static ObjectNode renamed(Kind kind, ObjectNode object, boolean outwards) {
        for (Map.Entry<String, String> entry : kind.renames().entrySet()) {
            String from = outwards ? entry.getKey() : entry.getValue();
            String to = outwards ? entry.getValue() : entry.getKey();
            if (object.has(from)) object.set(to, object.remove(from));
        }
        return object;
    }
}
