package network.higherself.redis.playground.apiserver.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.kubernetes.client.proto.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;

/** Turns the protobuf bodies that kubectl's typed commands send into the JSON of the same object. */
public final class ProtobufDecoder {
    private static final Descriptor ENVELOPE = Runtime.getDescriptor().findMessageTypeByName("Unknown");
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** Go pointers: for these a zero was said, while elsewhere Go sends zeros that nobody wrote. */
    private static final Set<String> ZERO_IS_SAID = Set.of(
            "replicas",
            "immutable",
            "controller",
            "blockOwnerDeletion",
            "optional",
            "gracePeriodSeconds",
            "orphanDependents",
            "automountServiceAccountToken",
            "expirationSeconds",
            "minReplicas",
            "defaultMode",
            "suspend",
            "parallelism",
            "completions",
            "backoffLimit",
            "readOnlyRootFilesystem",
            "runAsNonRoot",
            "allowPrivilegeEscalation",
            "runAsUser",
            "runAsGroup",
            "fsGroup");

    private final ProtoSchemas schemas;

    public ProtobufDecoder(ProtoSchemas schemas) {
        this.schemas = schemas;
    }

    public ObjectNode decode(byte[] body) {
        if (body.length < 4 || !Arrays.equals(MAGIC, Arrays.copyOf(body, 4))) {
            throw ApiFailure.badRequest("the body is not Kubernetes protobuf");
        }
        try {
            DynamicMessage envelope = DynamicMessage.parseFrom(ENVELOPE, ByteString.copyFrom(body, 4, body.length - 4));
            ObjectNode types = (ObjectNode) message((Message) envelope.getField(field(envelope, "typeMeta")));
            String apiVersion = Json.text(types, "apiVersion");
            String kind = Json.text(types, "kind");
            Descriptor type = schemas.message(apiVersion, kind)
                    .orElseThrow(() -> ApiFailure.badRequest(
                            "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\""));
            ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
            members(DynamicMessage.parseFrom(type, (ByteString) envelope.getField(field(envelope, "raw"))), object);
            return object;
        } catch (InvalidProtocolBufferException e) {
            throw ApiFailure.badRequest("unable to decode protobuf: " + e.getMessage());
        }
    }

    private static void members(Message message, ObjectNode into) {
        message.getAllFields().forEach((field, value) -> {
            if (field.isMapField()) {
                ObjectNode map = into.putObject(field.getName());
                for (Object entry : (Iterable<?>) value) {
                    Descriptor type = ((Message) entry).getDescriptorForType();
                    Object key = ((Message) entry).getField(type.findFieldByName("key"));
                    FieldDescriptor of = type.findFieldByName("value");
                    map.set(key.toString(), value(of, ((Message) entry).getField(of)));
                }
            } else if (field.isRepeated()) {
                ArrayNode list = into.putArray(field.getName());
                for (Object item : (Iterable<?>) value) list.add(value(field, item));
            } else if (ProtoSchemas.INLINED.contains(field.getName())) {
                members((Message) value, into);
            } else {
                JsonNode json = value(field, value);
                boolean empty = json.isContainerNode()
                        ? json.isEmpty()
                        : json.isNull()
                                || json.asText().isEmpty()
                                || json.asText().equals("0")
                                || json.asText().equals("false");
                if (!empty || ZERO_IS_SAID.contains(field.getName()) || keptEmpty(field)) {
                    into.set(field.getName(), json);
                }
            }
        });
    }

    // An empty emptyDir is a volume's source; an empty status or metadata is only what Go sends for an unset struct.
    private static boolean keptEmpty(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().getName().endsWith("VolumeSource");
    }

    private static JsonNode value(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case MESSAGE -> message((Message) value);
            case INT -> Json.MAPPER.getNodeFactory().numberNode((Integer) value);
            case LONG -> Json.MAPPER.getNodeFactory().numberNode((Long) value);
            case DOUBLE -> Json.MAPPER.getNodeFactory().numberNode((Double) value);
            case BOOLEAN -> Json.MAPPER.getNodeFactory().booleanNode((Boolean) value);
            case BYTE_STRING -> text(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            default -> text(value.toString());
        };
    }

    private static JsonNode message(Message message) {
        switch (message.getDescriptorForType().getName()) {
            case "Time", "MicroTime", "Timestamp" -> {
                long seconds = number(message, "seconds");
                return seconds == 0 && !message.hasField(field(message, "seconds"))
                        ? Json.MAPPER.nullNode()
                        : text(Instant.ofEpochSecond(seconds, number(message, "nanos"))
                                .toString());
            }
            case "Duration" -> {
                return text(Duration.ofNanos(number(message, "duration")).toSeconds() + "s");
            }
            case "Quantity" -> {
                return text(message.getField(field(message, "string")).toString());
            }
            case "IntOrString" -> {
                return number(message, "type") == 0
                        ? Json.MAPPER.getNodeFactory().numberNode(number(message, "intVal"))
                        : text(message.getField(field(message, "strVal")).toString());
            }
            case "FieldsV1", "RawExtension", "JSON" -> {
                FieldDescriptor raw = message.getDescriptorForType().getFields().get(0);
                String json = ((ByteString) message.getField(raw)).toStringUtf8();
                try {
                    return json.isEmpty() ? Json.object() : Json.MAPPER.readTree(json);
                } catch (JsonProcessingException e) {
                    throw ApiFailure.badRequest("the raw part of the body is not JSON");
                }
            }
            default -> {
                ObjectNode object = Json.object();
                members(message, object);
                boolean list = message.getDescriptorForType().getFields().size() == 1
                        && object.path("items").isArray();
                return list
                                && (object.get("items").isEmpty()
                                        || object.get("items").get(0).isTextual())
                        ? object.get("items")
                        : object;
            }
        }
    }

    private static FieldDescriptor field(Message message, String name) {
        return message.getDescriptorForType().findFieldByName(name);
    }

    private static long number(Message message, String name) {
        return ((Number) message.getField(field(message, name))).longValue();
    }

    private static JsonNode text(String value) {
        return Json.MAPPER.getNodeFactory().textNode(value);
    }
}
