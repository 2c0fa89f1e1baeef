package network.higherself.redis.playground.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.higherself.redis.playground.apiserver.model.Json;

/**
 * A set of paths into an object, in the shape of {@code fieldsV1}: elements are {@code f:name}, {@code k:{key}} or
 * {@code v:value}, and a dot says that the path itself is in the set.
 */
final class FieldSet {
    boolean member;
    final Map<String, FieldSet> children = new TreeMap<>();

    FieldSet child(String element) {
        return children.computeIfAbsent(element, e -> new FieldSet());
    }

    boolean isEmpty() {
        return !member && children.isEmpty();
    }

    private FieldSet put(String element, FieldSet set) {
        if (!set.isEmpty()) children.put(element, set);
        return this;
    }

    FieldSet union(FieldSet other) {
        FieldSet result = new FieldSet();
        result.member = member || other.member;
        children.forEach((element, set) -> {
            FieldSet theirs = other.children.get(element);
            result.put(element, theirs == null ? set : set.union(theirs));
        });
        other.children.forEach((element, set) -> {
            if (!children.containsKey(element)) result.put(element, set);
        });
        return result;
    }

    FieldSet minus(FieldSet other) {
        FieldSet result = new FieldSet();
        result.member = member && !other.member;
        children.forEach((element, set) -> {
            FieldSet theirs = other.children.get(element);
            result.put(element, theirs == null ? set : set.minus(theirs));
        });
        return result;
    }

    FieldSet and(FieldSet other) {
        FieldSet result = new FieldSet();
        result.member = member && other.member;
        children.forEach((element, set) -> {
            FieldSet theirs = other.children.get(element);
            if (theirs != null) result.put(element, set.and(theirs));
        });
        return result;
    }

    /** This set without the paths at and below the given ones. */
    FieldSet without(FieldSet roots) {
        FieldSet result = new FieldSet();
        result.member = member;
        children.forEach((element, set) -> {
            FieldSet root = roots.children.get(element);
            if (root == null) result.put(element, set);
            else if (!root.member) result.put(element, set.without(root));
        });
        return result;
    }

    /** This set with every named field on the way to a path in it. */
    FieldSet withNamedFields() {
        FieldSet result = new FieldSet();
        result.member = member;
        children.forEach((element, set) -> {
            FieldSet below = set.withNamedFields();
            if (element.startsWith("f:")) below.member = true;
            result.put(element, below);
        });
        return result;
    }

    /** The paths as conflicts show them: {@code .spec.parts[name="x"].weight}. */
    List<String> paths() {
        List<String> found = new ArrayList<>();
        collect("", found);
        return found;
    }

    private void collect(String prefix, List<String> found) {
        if (member) found.add(prefix);
        children.forEach((element, set) -> set.collect(prefix + shown(element), found));
    }

    private static String shown(String element) {
        String text = element.substring(2);
        if (element.startsWith("f:")) return "." + text;
        if (element.startsWith("v:")) return "[=" + text + "]";
        List<String> keys = new ArrayList<>();
        try {
            JsonNode key = Json.MAPPER.readTree(text);
            key.properties().forEach(e -> keys.add(e.getKey() + "=" + e.getValue()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return "[" + text + "]";
        }
        return "[" + String.join(",", keys) + "]";
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        if (member && !children.isEmpty()) json.putObject(".");
        children.forEach((element, set) -> json.set(element, set.toJson()));
        return json;
    }

    static FieldSet fromJson(JsonNode json) {
        FieldSet set = new FieldSet();
        json.properties().forEach(e -> {
            if (e.getKey().equals(".")) set.member = true;
            else set.children.put(e.getKey(), fromJson(e.getValue()));
        });
        if (json.isEmpty()) set.member = true;
        return set;
    }

    /** A set of one path of field names. */
    static FieldSet of(String... names) {
        FieldSet root = new FieldSet();
        FieldSet at = root;
        for (String name : names) at = at.child("f:" + name);
        at.member = true;
        return root;
    }
}
