package network.higherself.redis.playground.apiserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.resource.JsonPath;
import network.higherself.redis.playground.apiserver.store.Selector;

/** What the columns of built-in kinds show. */
final class Cells {
    private static final Pattern PLACE = Pattern.compile("\\{([^|}]*)(?:\\|([^}]*))?}");

    private Cells() {}

    static String text(JsonNode object, String template) {
        if (template.startsWith("!")) return computed(object, template.substring(1));
        Matcher place = PLACE.matcher(template);
        return place.replaceAll(found -> {
            List<JsonNode> values = JsonPath.find(object, found.group(1));
            String otherwise = found.group(2) == null ? "" : found.group(2);
            return Matcher.quoteReplacement(
                    values.isEmpty() ? otherwise : values.get(0).asText());
        });
    }

    private static String computed(JsonNode object, String name) {
        JsonNode spec = object.path("spec");
        return switch (name) {
            case "age" -> ageOf(Json.text(object, "metadata", "creationTimestamp"));
            case "dataCount" ->
                String.valueOf(
                        object.path("data").size() + object.path("binaryData").size());
            case "ports" ->
                join(spec.path("ports"), port -> Json.text(port, "port") + "/" + Json.text(port, "protocol"));
            case "selector" -> none(Selector.text(spec.path("selector")));
            case "podSelector" -> none(Selector.text(spec.path("podSelector")));
            case "accessModes" ->
                join(spec.path("accessModes"), mode -> mode.asText().replaceAll("[a-z]", ""));
            case "endpoints" -> endpoints(object);
            case "slicePorts" -> join(object.path("ports"), port -> Json.text(port, "port"));
            case "sliceAddresses" ->
                join(
                        object.path("endpoints"),
                        endpoint -> endpoint.path("addresses").path(0).asText());
            case "podReady" -> podReady(object);
            case "podStatus" -> podStatus(object);
            case "podRestarts" -> podRestarts(object);
            case "nodeStatus" -> nodeStatus(object);
            case "nodeRoles" -> nodeRoles(object);
            case "lastSeen" -> lastSeen(object);
            case "involved" -> involved(object);
            default -> throw new IllegalStateException("no column " + name);
        };
    }

    private static String none(String text) {
        return text.isEmpty() ? "<none>" : text;
    }

    private static String join(JsonNode list, java.util.function.Function<JsonNode, String> text) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(text.apply(item)));
        return none(String.join(",", texts));
    }

    private static String endpoints(JsonNode object) {
        List<String> found = new ArrayList<>();
        for (JsonNode subset : object.path("subsets")) {
            for (JsonNode address : subset.path("addresses")) {
                subset.path("ports")
                        .forEach(port -> found.add(Json.text(address, "ip") + ":" + Json.text(port, "port")));
            }
        }
        return none(found.stream().limit(3).collect(Collectors.joining(",")));
    }

    private static String podReady(JsonNode pod) {
        int ready = 0;
        for (JsonNode status : pod.path("status").path("containerStatuses")) {
            if (status.path("ready").asBoolean()) ready++;
        }
        return ready + "/" + pod.path("spec").path("containers").size();
    }

    private static String podStatus(JsonNode pod) {
        JsonNode status = pod.path("status");
        if (pod.path("metadata").has("deletionTimestamp")) return "Terminating";
        int done = 0;
        JsonNode inits = status.path("initContainerStatuses");
        for (JsonNode init : inits) {
            JsonNode state = init.path("state");
            String waiting = Json.text(state, "waiting", "reason");
            if (state.has("terminated")
                    && state.path("terminated").path("exitCode").asInt() == 0) {
                done++;
            } else if (state.has("terminated")) {
                return "Init:" + Json.text(state, "terminated", "reason");
            } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                return "Init:" + waiting;
            } else {
                return "Init:" + done + "/" + inits.size();
            }
        }
        for (JsonNode container : status.path("containerStatuses")) {
            for (String state : new String[] {"waiting", "terminated"}) {
                String reason = Json.text(container, "state", state, "reason");
                if (!reason.isEmpty()) return reason;
            }
        }
        String reason = Json.text(status, "reason");
        return reason.isEmpty() ? Json.text(status, "phase") : reason;
    }

    private static String podRestarts(JsonNode pod) {
        int restarts = 0;
        String last = "";
        for (JsonNode status : pod.path("status").path("containerStatuses")) {
            restarts += status.path("restartCount").asInt();
            last = Json.text(status, "lastState", "terminated", "finishedAt");
        }
        return restarts == 0 || last.isEmpty() ? String.valueOf(restarts) : restarts + " (" + ageOf(last) + " ago)";
    }

    private static String nodeStatus(JsonNode node) {
        String ready = "Unknown";
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                ready = Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.path("spec").path("unschedulable").asBoolean() ? ready + ",SchedulingDisabled" : ready;
    }

    private static String nodeRoles(JsonNode node) {
        List<String> roles = new ArrayList<>();
        node.path("metadata").path("labels").fieldNames().forEachRemaining(label -> {
            if (label.startsWith("node-role.kubernetes.io/")) roles.add(label.substring(label.indexOf('/') + 1));
        });
        return none(String.join(",", roles));
    }

    private static String lastSeen(JsonNode event) {
        for (String[] path : new String[][] {
            {"series", "lastObservedTime"},
            {"lastTimestamp"},
            {"deprecatedLastTimestamp"},
            {"eventTime"},
            {"metadata", "creationTimestamp"}
        }) {
            String time = Json.text(event, path);
            if (!time.isEmpty()) return ageOf(time);
        }
        return "<unknown>";
    }

    private static String involved(JsonNode event) {
        JsonNode object = event.has("regarding") ? event.path("regarding") : event.path("involvedObject");
        return Json.text(object, "kind").toLowerCase(java.util.Locale.ROOT) + "/" + Json.text(object, "name");
    }

    private static String ageOf(String time) {
        return time.isEmpty() ? "<unknown>" : age(Instant.parse(time));
    }

    /** The time since then, as kubectl writes it: two units at most, one when it is long. */
    static String age(Instant then) {
        long seconds = Duration.between(then, Instant.now()).toSeconds();
        if (seconds < -1) return "<invalid>";
        if (seconds < 120) return Math.max(seconds, 0) + "s";
        long minutes = seconds / 60;
        if (minutes < 10) return seconds % 60 == 0 ? minutes + "m" : minutes + "m" + seconds % 60 + "s";
        if (minutes < 180) return minutes + "m";
        long hours = minutes / 60;
        if (hours < 8) return minutes % 60 == 0 ? hours + "h" : hours + "h" + minutes % 60 + "m";
        if (hours < 48) return hours + "h";
        long days = hours / 24;
        return days < 8 && hours % 24 != 0 ? days + "d" + hours % 24 + "h" : days + "d";
    }
}
