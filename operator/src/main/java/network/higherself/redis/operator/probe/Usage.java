package network.higherself.redis.operator.probe;

import java.util.OptionalLong;

/**
 * The figures that only applications move; latency and memory move by themselves. A rate that is not known yet is no more
 * than none: that it becomes known is no news.
 *
 * @param operations of applications, a second
 */
public record Usage(long clients, long operations, long evicted) {

    static Usage of(Figures figures) {
        return new Usage(some(figures.clients()), some(figures.opsPerSecond()), figures.evictedKeys());
    }

    /** Whether nobody uses it, and nobody did who was told of before. */
    public boolean idleSince(Usage before) {
        return operations == 0 && equals(before);
    }

    private static long some(OptionalLong figure) {
        return figure.orElse(0);
    }
}
