package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Canary;
import network.higherself.redis.operator.redis.Observation.Unreachable;

/** Turns an observation into a verdict. Pure; {@link HealthReason} tells what each rule means and its threshold. */
public final class HealthRules {

    static final int CLIENTS_NEAR_PERCENT = 90;
    static final int MEMORY_HIGH_PERCENT = 90;
    static final Duration REPLICA_SILENT = Duration.ofSeconds(10);
    static final double FRAGMENTED_RATIO = 1.5;
    static final long FRAGMENTED_BYTES = 100L << 20;
    static final int ERROR_RATE_PERCENT = 5;
    static final long ERROR_RATE_CALLS = 100;
    static final long SLOW_COMMANDS = 3;

    private static final Verdict HEALTHY = new Verdict(Health.Healthy, "Healthy", "");

    /** What a rule finds of an instance that answers; nothing to say is {@code null}. */
    private static final List<BiFunction<Answered, Context, Finding>> RULES = List.of(
            HealthRules::loading,
            HealthRules::link,
            HealthRules::canary,
            HealthRules::memory,
            HealthRules::clients,
            HealthRules::persistence,
            HealthRules::silentPrimary,
            HealthRules::rejected,
            HealthRules::errors,
            HealthRules::fragmentation,
            HealthRules::slow);

    private HealthRules() {}

    /**
     * What a verdict rests on besides the observation itself.
     *
     * @param maxClients the directive maxclients, should the server not tell what it made of it
     * @param external whether somebody else runs the Redis
     */
    record Context(Window.Rates rates, long maxClients, boolean external) {}

    /** @param found what was seen, in words */
    private record Finding(HealthReason reason, Optional<String> found) {
        static Finding of(HealthReason reason) {
            return new Finding(reason, Optional.empty());
        }

        static Finding of(HealthReason reason, String found) {
            return new Finding(reason, Optional.of(found));
        }

        Verdict verdict(boolean external) {
            return reason.verdict(found, external);
        }
    }

    static Verdict judge(Observation observation, Context context) {
        if (observation instanceof Unreachable unreachable) {
            return unreachable(unreachable).verdict(context.external());
        }
        Answered answered = (Answered) observation;
        return RULES.stream()
                .flatMap(rule -> Optional.ofNullable(rule.apply(answered, context)).stream())
                .min(Comparator.comparing(Finding::reason))
                .map(finding -> finding.verdict(context.external()))
                .orElse(HEALTHY);
    }

    private static Finding unreachable(Unreachable unreachable) {
        String said = unreachable.message();
        if (said.contains("max number of clients")) {
            return Finding.of(HealthReason.CLIENTS_AT_LIMIT);
        }
        if (said.startsWith("BUSY ")) {
            return Finding.of(HealthReason.SCRIPT_RUNNING);
        }
        return switch (unreachable.failure()) {
            case CERTIFICATE -> Finding.of(HealthReason.CERTIFICATE_REJECTED, said);
            case AUTHENTICATION -> Finding.of(HealthReason.AUTHENTICATION_FAILED, said);
            case REFUSED, CLOSED, TIMEOUT, OTHER -> Finding.of(HealthReason.UNREACHABLE, said);
        };
    }

    private static Finding loading(Answered answer, Context context) {
        return answer.info().persistence().loading() ? Finding.of(HealthReason.LOADING) : null;
    }

    private static Finding link(Answered answer, Context context) {
        Info.Replication replication = answer.info().replication();
        if (replication.role() != Info.Role.REPLICA || replication.linkUp()) {
            return null;
        }
        if (replication.primaryPort().orElse(0) == 1) {
            return Finding.of(HealthReason.UNASSIGNED);
        }
        return Finding.of(replication.syncInProgress() ? HealthReason.SYNCING : HealthReason.LINK_DOWN);
    }

    private static Finding canary(Answered answer, Context context) {
        if (!(answer.canary() instanceof Canary.Failed failed)) {
            return null;
        }
        String error = failed.error();
        if (error.startsWith("OOM")) {
            return Finding.of(HealthReason.MEMORY_FULL);
        }
        if (error.startsWith("MISCONF")) {
            return Finding.of(HealthReason.PERSISTENCE_FAILING);
        }
        if (error.startsWith("NOREPLICAS")) {
            return Finding.of(HealthReason.TOO_FEW_REPLICAS);
        }
        return Finding.of(HealthReason.CANARY_FAILED, error);
    }

    private static Finding memory(Answered answer, Context context) {
        Info.Memory memory = answer.info().memory();
        if (memory.max() <= 0 || !"noeviction".equals(memory.policy())) {
            return null;
        }
        if (memory.used() >= memory.max()) {
            return Finding.of(HealthReason.MEMORY_FULL);
        }
        return memory.used() * 100 >= memory.max() * MEMORY_HIGH_PERCENT ? Finding.of(HealthReason.MEMORY_HIGH) : null;
    }

    private static Finding clients(Answered answer, Context context) {
        Info.Clients clients = answer.info().clients();
        long limit = clients.maxClients() > 0 ? clients.maxClients() : context.maxClients();
        if (limit <= 0 || clients.connected() * 100 < limit * CLIENTS_NEAR_PERCENT) {
            return null;
        }
        return Finding.of(
                clients.connected() >= limit ? HealthReason.CLIENTS_AT_LIMIT : HealthReason.CLIENTS_NEAR_LIMIT);
    }

    private static Finding persistence(Answered answer, Context context) {
        Info.Persistence persistence = answer.info().persistence();
        if (persistence.aofEnabled() && !persistence.aofLastWriteOk()) {
            return Finding.of(HealthReason.PERSISTENCE_FAILING);
        }
        boolean failing = !persistence.rdbLastSaveOk() || (persistence.aofEnabled() && !persistence.aofLastRewriteOk());
        return failing ? Finding.of(HealthReason.SAVE_FAILING) : null;
    }

    private static Finding silentPrimary(Answered answer, Context context) {
        Info.Replication replication = answer.info().replication();
        return replication
                .lastIo()
                .filter(age -> replication.role() == Info.Role.REPLICA)
                .filter(age -> age.compareTo(REPLICA_SILENT) > 0)
                .map(age -> Finding.of(HealthReason.REPLICA_LAGGING))
                .orElse(null);
    }

    private static Finding rejected(Answered answer, Context context) {
        return context.rates().rejectedConnections() > 0 ? Finding.of(HealthReason.REJECTED_CONNECTIONS) : null;
    }

    private static Finding errors(Answered answer, Context context) {
        boolean many = context.rates().calls() >= ERROR_RATE_CALLS
                && context.rates().errorRatePercent().orElse(0) >= ERROR_RATE_PERCENT;
        return many ? Finding.of(HealthReason.ERROR_RATE) : null;
    }

    private static Finding fragmentation(Answered answer, Context context) {
        Info.Memory memory = answer.info().memory();
        boolean fragmented = memory.allocatorFragmentationRatio() > FRAGMENTED_RATIO
                && memory.allocatorFragmentationBytes() > FRAGMENTED_BYTES;
        return fragmented ? Finding.of(HealthReason.FRAGMENTED) : null;
    }

    private static Finding slow(Answered answer, Context context) {
        return context.rates().slowCommands() >= SLOW_COMMANDS ? Finding.of(HealthReason.SLOW_COMMANDS) : null;
    }
}
