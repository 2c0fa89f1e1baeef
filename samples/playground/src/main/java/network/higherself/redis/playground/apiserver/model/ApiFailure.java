package network.higherself.redis.playground.apiserver.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** A refusal: what the client receives as a {@code Status} of kind Failure, in Kubernetes' own words. */
public final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ObjectNode status;
    private final int code;

    public ApiFailure(int code, String reason, String message, ObjectNode details) {
        super(message, null, false, false);
        this.code = code;
        status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", message).put("reason", reason);
        if (details != null && !details.isEmpty()) status.set("details", details);
        status.put("code", code);
    }

    public ApiFailure(int code, String reason, String message) {
        this(code, reason, message, null);
    }

    public ObjectNode status() {
        return status;
    }

    public int code() {
        return code;
    }

    /** One cause of an invalid object. */
    public record Cause(String reason, String message, String field) {
        public static Cause invalid(String field, String value, String message) {
            return new Cause(
                    "FieldValueInvalid", "Invalid value: " + (value.isEmpty() ? "" : value + ": ") + message, field);
        }

        public static Cause required(String field) {
            return new Cause("FieldValueRequired", "Required value", field);
        }

        public static Cause forbidden(String field, String message) {
            return new Cause("FieldValueForbidden", "Forbidden: " + message, field);
        }
    }

    public static ApiFailure badRequest(String message) {
        return new ApiFailure(400, "BadRequest", message);
    }

    public static ApiFailure notServed() {
        return new ApiFailure(404, "NotFound", "the server could not find the requested resource", Json.object());
    }

    public static ApiFailure notFound(String qualified, String name) {
        return new ApiFailure(404, "NotFound", qualified + " \"" + name + "\" not found", details(qualified, name));
    }

    public static ApiFailure alreadyExists(Kind kind, String name) {
        return new ApiFailure(
                409,
                "AlreadyExists",
                kind.qualified() + " \"" + name + "\" already exists",
                details(kind.qualified(), name));
    }

    public static ApiFailure modified(Kind kind, String name) {
        return conflict(
                kind,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static ApiFailure conflict(Kind kind, String name, String why) {
        return new ApiFailure(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + kind.qualified() + " \"" + name + "\": " + why,
                details(kind.qualified(), name));
    }

    public static ApiFailure gone(long asked, long oldest) {
        return new ApiFailure(410, "Expired", "too old resource version: " + asked + " (" + oldest + ")");
    }

    public static ApiFailure invalid(Kind kind, String name, List<Cause> causes) {
        return invalid(kind.qualifiedKind(), kind.group(), kind.kind(), name, causes);
    }

    public static ApiFailure invalid(String qualified, String group, String kind, String name, List<Cause> causes) {
        ObjectNode details = Json.object().put("name", name);
        if (!group.isEmpty()) details.put("group", group);
        details.put("kind", kind);
        var list = details.putArray("causes");
        causes.forEach(cause -> list.addObject()
                .put("reason", cause.reason())
                .put("message", cause.message())
                .put("field", cause.field()));
        String all = causes.stream().map(c -> c.field() + ": " + c.message()).collect(Collectors.joining(", "));
        String message = qualified + " \"" + name + "\" is invalid: " + (causes.size() == 1 ? all : "[" + all + "]");
        return new ApiFailure(422, "Invalid", message, details);
    }

    public static ApiFailure forbidden(String qualified, String name, String why) {
        return new ApiFailure(
                403,
                "Forbidden",
                qualified + (name.isEmpty() ? "" : " \"" + name + "\"") + " is forbidden: " + why,
                details(qualified, name));
    }

    private static ObjectNode details(String qualified, String name) {
        ObjectNode details = Json.object();
        if (!name.isEmpty()) details.put("name", name);
        int dot = qualified.indexOf('.');
        if (dot > 0) details.put("group", qualified.substring(dot + 1));
        return details.put("kind", dot > 0 ? qualified.substring(0, dot) : qualified);
    }
}
