package network.higherself.redis.operator.redis;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What answers to a guest, or their absence, mean. Pure. */
public final class GuestAnswers {

    static final String INFO = "INFO";
    static final String ROLE = "ROLE";
    /** What stands among the refused commands where the slow log is not to be read. */
    public static final String SLOWLOG = "SLOWLOG";

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
