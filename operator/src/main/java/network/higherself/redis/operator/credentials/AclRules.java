package network.higherself.redis.operator.credentials;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;

/** What each user may do, as arguments of ACL SETUSER and tokens of an ACL file; without passwords. Pure. */
public final class AclRules {

    private static final List<String> OPERATOR = List.of(
            "resetkeys",
            "~higherself:health:*",
            "resetchannels",
            "-@all",
            "+auth",
            "+hello",
            "+ping",
            "+echo",
            "+select",
            "+reset",
            "+client",
            "+command",
            "+info",
            "+role",
            "+dbsize",
            "+lastsave",
            "+slowlog",
            "+latency",
            "+memory",
            "+config|get",
            "+config|set",
            "+config|resetstat",
            "+acl|setuser",
            "+acl|deluser",
            "+acl|getuser",
            "+acl|list",
            "+acl|users",
            "+acl|whoami",
            "+replicaof",
            "+failover",
            "+wait",
            "+bgsave",
            "+bgrewriteaof",
            "+shutdown",
            "+get",
            "+set",
            "+del",
            "+incr",
            "+exists",
            "+scan",
            "+expire",
            "+pexpire",
            "+ttl",
            "+pttl");

    private static final List<String> REPLICATION = List.of(
            "resetkeys", "resetchannels", "-@all", "+auth", "+psync", "+replconf", "+ping", "+role", "+acl|load");

    /** By name and not by category: {@code @dangerous} holds INFO, ROLE, SORT and CLIENT LIST, which libraries call. */
    private static final List<String> DENIED = List.of(
            "-flushall",
            "-flushdb",
            "-config",
            "-debug",
            "-shutdown",
            "-keys",
            "-monitor",
            "-save",
            "-bgsave",
            "-bgrewriteaof",
            "-replicaof",
            "-slaveof",
            "-failover",
            "-migrate",
            "-restore",
            "-restore-asking",
            "-module",
            "-swapdb",
            "-acl",
            "+acl|whoami",
            // Reads by name and not writes by name: later versions add writes.
            "-cluster",
            "+cluster|info",
            "+cluster|nodes",
            "+cluster|slots",
            "+cluster|myid",
            "+cluster|keyslot",
            "+cluster|countkeysinslot",
            "+cluster|getkeysinslot",
            "+cluster|replicas",
            "+cluster|count-failure-reports",
            "+cluster|help");

    private static final List<String> DENIED_SUBCOMMANDS_6_2 = List.of(
            "-client",
            "+client|setname",
            "+client|getname",
            "+client|id",
            "+client|info",
            "+client|list",
            // Of 7.2; a library that tries it then reads "unknown" and not "forbidden".
            "+client|setinfo",
            "+client|reply",
            "+client|caching",
            "+client|tracking",
            "+client|trackinginfo",
            "+client|getredir",
            "+client|unblock",
            "+client|unpause",
            "+client|help",
            "-latency",
            "+latency|latest",
            "+latency|history",
            "+latency|graph",
            "+latency|doctor",
            "+latency|help",
            "-slowlog",
            "+slowlog|get",
            "+slowlog|len",
            "+slowlog|help");

    private static final List<String> DENIED_SUBCOMMANDS_7_0 = List.of(
            "+cluster|shards",
            "+cluster|links",
            "-client|kill",
            "-client|pause",
            "-client|no-evict",
            "-latency|reset",
            "-slowlog|reset");

    private AclRules() {}

    /** The operator: its own health keys, and the administration that it does. */
    public static List<String> operator() {
        return OPERATOR;
    }

    /**
     * Replicas towards their primary, and the readiness probe towards its own server, which it tells to read its users
     * anew where their passwords were lost.
     */
    public static List<String> replication() {
        return REPLICATION;
    }

    /**
     * The application: all keys and the plan's channels; every command, in Production without those that end, empty,
     * block or re-configure a server. The rules replace whatever rules the user had.
     *
     * @throws IllegalArgumentException if a channel pattern holds whitespace or control characters, which would end
     *     the pattern and begin another rule
     */
    public static List<String> application(RedisPlan plan, VersionFamily family) {
        List<String> rules = new ArrayList<>(List.of("resetkeys", "~*", "resetchannels"));
        rules.addAll(channels(plan.access().channels()));
        rules.add("+@all");
        if (plan.environment() == Environment.Production) {
            rules.addAll(DENIED);
            rules.addAll(family == VersionFamily.V6_2 ? DENIED_SUBCOMMANDS_6_2 : DENIED_SUBCOMMANDS_7_0);
        }
        return List.copyOf(rules);
    }

    /**
     * The users of the enabled features whose passwords are known.
     *
     * @throws IllegalArgumentException as {@link #application} does
     */
    public static SortedMap<FeatureKind, List<String>> features(
            RedisPlan plan, Credentials credentials, VersionFamily family) {
        SortedMap<FeatureKind, List<String>> rules = new TreeMap<>();
        plan.features().enabled().forEach((kind, grant) -> {
            if (credentials.features().containsKey(kind)) {
                rules.put(kind, FeatureRules.of(kind, grant, family));
            }
        });
        return rules;
    }

    /** A server that was given all channels refuses to be given another one, and doesn't start with such a file. */
    static List<String> channels(List<String> patterns) {
        return patterns.contains("*")
                ? List.of("&*")
                : patterns.stream().map(channel -> "&" + pattern(channel)).toList();
    }

    /** A pattern of keys or channels that stays one word of the rules. */
    static String pattern(String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("not a pattern: a blank, or a space or control character");
        }
        return text;
    }
}
