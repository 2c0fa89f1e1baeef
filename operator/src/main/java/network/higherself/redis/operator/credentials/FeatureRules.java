package network.higherself.redis.operator.credentials;

import java.util.ArrayList;
import java.util.List;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan.Grant;

/** What the user of a feature may do: what the feature needs, on its own keys and channels, and nothing else. Pure. */
final class FeatureRules {

    /** Where a feature's probe keeps its keys, and what it calls its channel. */
    static final String HEALTH = "higherself:health:";

    /** Of single keys, of whatever type; later versions know more, which none of the features needs. */
    private static final List<String> KEYS = List.of(
            "+del",
            "+unlink",
            "+exists",
            "+expire",
            "+pexpire",
            "+expireat",
            "+pexpireat",
            "+persist",
            "+ttl",
            "+pttl",
            "+touch",
            "+type",
            "+rename",
            "+@transaction");

    private static final List<String> SCRIPTS = List.of("+eval", "+evalsha", "+script|load", "+script|exists");

    private FeatureRules() {}

    static List<String> of(FeatureKind kind, Grant grant, VersionFamily family) {
        List<String> rules = new ArrayList<>(List.of("resetkeys"));
        grant.keyPrefixes().forEach(prefix -> rules.add("~" + AclRules.pattern(prefix) + "*"));
        rules.add("~" + HEALTH + kind.field() + ":*");
        rules.add("resetchannels");
        List<String> channels = new ArrayList<>(grant.channels());
        if (kind == FeatureKind.PUBSUB) {
            channels.add(HEALTH + kind.field() + ":*");
        }
        rules.addAll(AclRules.channels(channels));
        rules.add("-@all");
        rules.addAll(List.of("+@connection", "+select"));
        rules.addAll(KEYS);
        rules.addAll(types(kind));
        // What can read or end what is not its own: SORT reads any key, CLIENT lists and kills everybody, and tracking
        // by broadcast tells the names of all keys that change.
        rules.addAll(List.of("-@dangerous", "-@admin"));
        if (family == VersionFamily.V6_2) {
            // There CLIENT is one command.
            rules.addAll(
                    List.of("+client|setname", "+client|getname", "+client|id", "+client|info", "+client|setinfo"));
        } else {
            rules.addAll(List.of("-client|tracking", "-client|caching", "-client|getredir", "-client|trackinginfo"));
        }
        // Libraries for queues ask it for the version, and do nothing without; services show its figures. It tells how
        // many
        // keys there are, not which.
        rules.add("+info");
        return List.copyOf(rules);
    }

    private static List<String> types(FeatureKind kind) {
        List<String> rules = new ArrayList<>();
        switch (kind) {
            case CACHE -> rules.addAll(List.of("+@string", "+@hash", "+@set"));
            case SESSION_STORE -> rules.addAll(List.of("+@string", "+@hash", "+@set", "+@sortedset"));
            case RATE_LIMITING -> rules.addAll(List.of("+@string", "+@hash", "+@sortedset"));
            case TASK_QUEUE ->
                rules.addAll(List.of("+@list", "+@string", "+@hash", "+@set", "+@sortedset", "+@stream"));
            case PUBSUB ->
                rules.addAll(
                        List.of("+publish", "+subscribe", "+unsubscribe", "+psubscribe", "+punsubscribe", "+@list"));
        }
        if (kind != FeatureKind.PUBSUB) {
            rules.addAll(SCRIPTS);
        }
        return rules;
    }
}
