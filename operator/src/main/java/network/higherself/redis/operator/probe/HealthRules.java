package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Canary;
import network.higherself.redis.operator.redis.Observation.Unreachable;

/** Turns an observation into a verdict. Pure; the rules and their thresholds are the table in {@code docs/health.md}. */
public final class HealthRules {

    static final int CLIENTS_NEAR_PERCENT = 90;
    static final int MEMORY_HIGH_PERCENT = 90;
    static final Duration REPLICA_SILENT = Duration.ofSeconds(10);
    static final double FRAGMENTED_RATIO = 1.5;
    static final long FRAGMENTED_BYTES = 100L << 20;
    static final int ERROR_RATE_PERCENT = 5;
    static final long ERROR_RATE_CALLS = 100;

    private static final Verdict HEALTHY = new Verdict(Health.Healthy, "Healthy", "");

    /** The rules for an instance that answers, in the order of their weight: the first that speaks is the verdict. */
    private static final List<BiFunction<Answered, Context, Optional<Verdict>>> RULES = List.of(
            HealthRules::loading,
            HealthRules::link,
            HealthRules::canary,
            HealthRules::memoryFull,
            HealthRules::clients,
            HealthRules::persistence,
            HealthRules::silentPrimary,
            HealthRules::memoryHigh,
            HealthRules::rejected,
            HealthRules::errors,
            HealthRules::fragmentation,
            HealthRules::slow);

    private HealthRules() {}

    /**
     * What a verdict rests on besides the observation itself.
     *
     * @param maxClients the directive maxclients
     */
    record Context(Window.Rates rates, long maxClients, Duration slowCommandThreshold) {}

    static Verdict judge(Observation observation, Context context) {
        if (observation instanceof Unreachable unreachable) {
            return unreachable(unreachable);
        }
        Answered answered = (Answered) observation;
        return RULES.stream()
                .map(rule -> rule.apply(answered, context))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(HEALTHY);
    }

    private static Verdict unreachable(Unreachable unreachable) {
        String said = unreachable.message();
        if (said.contains("max number of clients")) {
            return unhealthy(
                    "ClientsAtLimit",
                    "the server refuses connections: maxclients is reached. Close idle clients, lower the applications'"
                            + " pool sizes, or raise spec.config.maxclients.");
        }
        return switch (unreachable.failure()) {
            case CERTIFICATE ->
                unhealthy(
                        "CertificateRejected",
                        "the certificate that the instance serves can't be verified (" + said
                                + "). Renew the certificate, or mend the Secret of spec.tls.secretRef.");
            case AUTHENTICATION ->
                unhealthy(
                        "AuthenticationFailed",
                        "the instance refuses the operator's user (" + said
                                + "). Restart the pod to load its ACL file again.");
            case REFUSED, CLOSED ->
                unhealthy("Unreachable", "no server answers (" + said + "). See the pod's events and logs.");
            case TIMEOUT ->
                unhealthy(
                        "Unreachable",
                        "no answer within spec.probe.timeout. See whether the node, the network policy or a long command"
                                + " holds it back.");
            case OTHER -> unhealthy("Unreachable", "the probe failed: " + said);
        };
    }

    private static Optional<Verdict> loading(Answered answer, Context context) {
        if (!answer.info().persistence().loading()) {
            return Optional.empty();
        }
        return Optional.of(
                unhealthy("Loading", "the dataset is being loaded from disk; the instance serves when that is done."));
    }

    private static Optional<Verdict> link(Answered answer, Context context) {
        Info.Replication replication = answer.info().replication();
        if (replication.role() != Info.Role.REPLICA || replication.linkUp()) {
            return Optional.empty();
        }
        if (replication.primaryPort().orElse(0) == 1) {
            return Optional.of(unhealthy("Unassigned", "the instance waits for the operator to say who is primary."));
        }
        if (replication.syncInProgress()) {
            return Optional.of(unhealthy("Syncing", "the replica is copying the primary's dataset."));
        }
        return Optional.of(unhealthy(
                "LinkDown",
                "the replica has lost its primary. See the network between the pods, and the primary's health and"
                        + " client-output-buffer-limit."));
    }

    private static Optional<Verdict> canary(Answered answer, Context context) {
        if (!(answer.canary() instanceof Canary.Failed failed)) {
            return Optional.empty();
        }
        String error = failed.error();
        if (error.startsWith("OOM")) {
            return Optional.of(memoryIsFull());
        }
        if (error.startsWith("MISCONF")) {
            return Optional.of(unhealthy(
                    "PersistenceFailing",
                    "writes are refused because the dataset can't be saved. See that the volume has space and can be"
                            + " written."));
        }
        if (error.startsWith("NOREPLICAS")) {
            return Optional.of(unhealthy(
                    "TooFewReplicas",
                    "writes are refused: fewer replicas are in sync than spec.config.min-replicas-to-write asks for."));
        }
        return Optional.of(unhealthy("CanaryFailed", "a write, read and delete of a test key failed: " + error));
    }

    private static Optional<Verdict> memoryFull(Answered answer, Context context) {
        Info.Memory memory = answer.info().memory();
        boolean full = memory.max() > 0 && "noeviction".equals(memory.policy()) && memory.used() >= memory.max();
        return full ? Optional.of(memoryIsFull()) : Optional.empty();
    }

    private static Verdict memoryIsFull() {
        return unhealthy(
                "MemoryFull",
                "maxmemory is reached and writes are refused. Raise spec.config.maxmemory, delete keys, or choose an"
                        + " eviction policy in spec.config.maxmemory-policy.");
    }

    private static Optional<Verdict> memoryHigh(Answered answer, Context context) {
        Info.Memory memory = answer.info().memory();
        boolean high = memory.max() > 0
                && "noeviction".equals(memory.policy())
                && memory.used() * 100 >= memory.max() * MEMORY_HIGH_PERCENT;
        return high
                ? Optional.of(degraded(
                        "MemoryHigh",
                        "more than " + MEMORY_HIGH_PERCENT
                                + " % of maxmemory is used and nothing is evicted. Raise spec.config.maxmemory before"
                                + " writes are refused."))
                : Optional.empty();
    }

    private static Optional<Verdict> clients(Answered answer, Context context) {
        long limit = context.maxClients();
        long connected = answer.info().clients().connected();
        if (limit <= 0 || connected * 100 < limit * CLIENTS_NEAR_PERCENT) {
            return Optional.empty();
        }
        return Optional.of(degraded(
                "ClientsNearLimit",
                "more than " + CLIENTS_NEAR_PERCENT
                        + " % of maxclients are connected. Lower the applications' pool sizes or raise"
                        + " spec.config.maxclients."));
    }

    private static Optional<Verdict> persistence(Answered answer, Context context) {
        Info.Persistence persistence = answer.info().persistence();
        if (persistence.aofEnabled() && !persistence.aofLastWriteOk()) {
            return Optional.of(unhealthy(
                    "PersistenceFailing",
                    "the append-only file can't be written. See that the volume has space and can be written."));
        }
        if (!persistence.rdbLastSaveOk() || (persistence.aofEnabled() && !persistence.aofLastRewriteOk())) {
            return Optional.of(degraded(
                    "PersistenceFailing",
                    "the last save of the dataset failed. See that the volume has space and can be written, and that"
                            + " memory is left for the fork."));
        }
        return Optional.empty();
    }

    private static Optional<Verdict> silentPrimary(Answered answer, Context context) {
        Info.Replication replication = answer.info().replication();
        boolean silent = replication.role() == Info.Role.REPLICA
                && replication
                        .lastIo()
                        .filter(age -> age.compareTo(REPLICA_SILENT) > 0)
                        .isPresent();
        return silent
                ? Optional.of(degraded(
                        "ReplicaLagging",
                        "the replica has not heard from its primary for more than " + REPLICA_SILENT.toSeconds()
                                + " s."))
                : Optional.empty();
    }

    private static Optional<Verdict> rejected(Answered answer, Context context) {
        return context.rates().rejectedConnections() > 0
                ? Optional.of(degraded(
                        "RejectedConnections",
                        "connections were refused in the last minute: maxclients was reached. Lower the applications'"
                                + " pool sizes or raise spec.config.maxclients."))
                : Optional.empty();
    }

    private static Optional<Verdict> errors(Answered answer, Context context) {
        boolean many = context.rates().calls() >= ERROR_RATE_CALLS
                && context.rates().errorRatePercent().orElse(0) >= ERROR_RATE_PERCENT;
        return many
                ? Optional.of(degraded(
                        "ErrorRate",
                        "more than " + ERROR_RATE_PERCENT
                                + " % of the commands failed in the last minute; INFO errorstats tells how."))
                : Optional.empty();
    }

    private static Optional<Verdict> fragmentation(Answered answer, Context context) {
        Info.Memory memory = answer.info().memory();
        boolean fragmented = memory.allocatorFragmentationRatio() > FRAGMENTED_RATIO
                && memory.allocatorFragmentationBytes() > FRAGMENTED_BYTES;
        return fragmented
                ? Optional.of(degraded(
                        "Fragmented",
                        "memory is fragmented. Set spec.config.activedefrag to yes, or restart the pod in a quiet"
                                + " hour."))
                : Optional.empty();
    }

    private static Optional<Verdict> slow(Answered answer, Context context) {
        return context.rates().slowCommands() > 0
                ? Optional.of(degraded(
                        "SlowCommands",
                        context.rates().slowCommands() + " commands took longer than "
                                + context.slowCommandThreshold().toMillis()
                                + " ms in the last minute; SLOWLOG GET shows them."))
                : Optional.empty();
    }

    private static Verdict unhealthy(String reason, String message) {
        return new Verdict(Health.Unhealthy, reason, message);
    }

    private static Verdict degraded(String reason, String message) {
        return new Verdict(Health.Degraded, reason, message);
    }
}
