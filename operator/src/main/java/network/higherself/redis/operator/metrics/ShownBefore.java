package network.higherself.redis.operator.metrics;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import network.higherself.redis.operator.redis.Info.CommandStats;

/**
 * What is remembered of one server process from scrape to scrape: bounds on how many series it may have, whatever names
 * its applications make up, and how far its slow log has come.
 */
final class ShownBefore {

    static final int COMMANDS = 20;
    static final int ERRORS = 20;
    static final int CLIENTS = 20;

    /** The name of the rest. */
    static final String OTHER = "other";

    private final String runId;
    private final Busiest<CommandStats> commands = new Busiest<>(
            COMMANDS,
            List.of(CommandStats::calls, CommandStats::microseconds, CommandStats::rejected, CommandStats::failed));
    private final Busiest<Long> errors = new Busiest<>(ERRORS, List.of(count -> count));
    private OptionalLong newestSlowId = OptionalLong.empty();

    ShownBefore(String runId) {
        this.runId = runId;
    }

    /** Of which process. */
    String runId() {
        return runId;
    }

    Busiest.Shown<CommandStats> commands(Map<String, CommandStats> all) {
        return commands.of(all);
    }

    Busiest.Shown<Long> errors(Map<String, Long> all) {
        return errors.of(all);
    }

    /**
     * The id of the newest entry that the slow log has had: SLOWLOG RESET takes the entries, and the server goes on
     * counting.
     *
     * @param newest id of the newest entry, -1 for none
     * @return empty where the log is empty and what it has had is not known
     */
    OptionalLong newestSlowId(long newest) {
        if (newest >= 0) {
            newestSlowId = OptionalLong.of(newest);
        }
        return newestSlowId;
    }
}
