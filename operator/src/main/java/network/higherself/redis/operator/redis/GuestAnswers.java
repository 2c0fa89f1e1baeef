package network.higherself.redis.operator.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import network.higherself.redis.operator.redis.Observation.Canary;

/** What answers to a guest, or their absence, mean. Pure. */
public final class GuestAnswers {

    static final String INFO = "INFO";
    static final String ROLE = "ROLE";
    /** What stands among the refused commands where the slow log is not to be read. */
    public static final String SLOWLOG = "SLOWLOG";

    static final String CLUSTER_INFO = "CLUSTER INFO";
    static final String CLIENT_LIST = "CLIENT LIST";
    static final String CANARY = "the canary";

    private GuestAnswers() {}

    /** What people miss. */
    static SortedSet<String> missing(String text, Info info, SortedSet<String> refused) {
        SortedSet<String> missing = new TreeSet<>();
        if (info.memory().used() == 0) {
            missing.add("memory");
        }
        if (info.clients().connected() == 0) {
            missing.add("clients");
        }
        if (info.commands().isEmpty()) {
            missing.add("operations and errors");
        }
        if (!text.contains("keyspace_hits")) {
            missing.add("hit rate and evictions");
        }
        if (refused.contains(SLOWLOG)) {
            missing.add("slow commands");
        }
        if (refused.contains(CLUSTER_INFO)) {
            missing.add("state of the cluster");
        }
        if (refused.contains(CLIENT_LIST)) {
            missing.add("connections by user");
        }
        if (refused.contains(CANARY)) {
            missing.add("whether writes succeed");
        }
        if (refused.contains(ROLE)) {
            missing.add("role");
        }
        return missing;
    }

    /** Whether a server that says this can be asked how its cluster is: not while it loads. */
    static boolean ofCluster(String info) {
        return info.contains("\ncluster_enabled:1") && !info.contains("\nloading:1");
    }

    /**
     * The server's words where there is no such database: applications meet them too.
     *
     * @param error of SELECT, or null
     */
    static String noDatabase(int database, Throwable error) {
        return Optional.ofNullable(error)
                .flatMap(Failures::refusal)
                .filter(words -> !words.startsWith("NOPERM"))
                .map(words -> "SELECT " + database + ": " + words)
                .orElse("");
    }

    /** That a user may not write this key tells nothing of the server. */
    static Canary permitted(Canary canary) {
        if (canary instanceof Canary.Failed failed && failed.error().startsWith("NOPERM")) {
            throw new RedisCommandExecutionException(failed.error());
        }
        return canary;
    }

    /** An answer in another form than Redis': the provider's own. */
    static boolean strange(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassCastException || cause instanceof IndexOutOfBoundsException) {
                return true;
            }
        }
        return false;
    }

    /** The answer to ROLE in the words of INFO. */
    static String lines(List<Object> role) {
        if (role.isEmpty() || !"slave".equals(role.get(0))) {
            return "role:master\r\n";
        }
        boolean linked = role.size() > 3 && "connected".equals(role.get(3));
        return "role:slave\r\nmaster_link_status:" + (linked ? "up" : "down")
                + (role.size() > 2 ? "\r\nmaster_host:" + role.get(1) + "\r\nmaster_port:" + role.get(2) : "")
                + "\r\n";
    }
}
