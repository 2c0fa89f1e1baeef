package network.higherself.redis.operator.redisconf;

import java.util.List;

/**
 * A directive of redis.conf.
 *
 * @param live whether CONFIG SET takes it; else it waits for a restart
 * @param since first release that knows it, as in {@code 7.0}
 * @param lowest lowest value of an integer, or lowest size in bytes
 * @param highest highest value of an integer
 * @param values values of an enum
 * @param successor name that replaced it; empty: none
 * @param owned whether only the operator sets it
 * @param place field of the spec that stands for an owned one; empty: none
 * @param otherwise what a server takes that is told nothing; known of those that a user may set live
 */
public record Directive(
        String name,
        Type type,
        boolean live,
        String since,
        long lowest,
        long highest,
        List<String> values,
        String successor,
        boolean owned,
        String place,
        String otherwise) {

    /** Whether both stand for one setting, an old name and the one that replaced it. */
    public boolean otherNameOf(Directive other) {
        return successor.equals(other.name()) || other.successor().equals(name);
    }

    /** What a value looks like. */
    public enum Type {
        BOOLEAN,
        INTEGER,
        MEMORY,
        MEMORY_OR_PERCENT,
        ENUM,
        STRING,
        /** Pairs of seconds and changes, or nothing. */
        SAVE,
        /** Groups of class, hard limit, soft limit and seconds. */
        BUFFERS,
        /** Classes of keyspace events, a letter each. */
        EVENTS,
        /** Numbers with spaces between. */
        NUMBERS
    }
}
