package network.higherself.redis.operator.metrics;

import java.util.List;
import java.util.Map;
import network.higherself.redis.operator.redis.Info.CommandStats;

/** Bounds how many series one server may have, whatever names its applications make up. One for each process. */
final class Cardinality {

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

    Cardinality(String runId) {
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
}
