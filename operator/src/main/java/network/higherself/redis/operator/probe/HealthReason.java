package network.higherself.redis.operator.probe;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.operator.probe.Verdict.Health;

/**
 * What can be found about an instance, in the order of its weight: of several findings the first is told. The page
 * {@code docs/health.md} is made from it.
 */
enum HealthReason {
    NOT_RUNNING(
            Verdict.NOT_RUNNING,
            Health.Unhealthy,
            "The instance has no pod, or the pod's server does not run.",
            "See the pod's events and logs; without a pod, the StatefulSet's events."),
    UNREACHABLE(
            "Unreachable",
            Health.Unhealthy,
            "The instance refuses or closes connections, or gave no answer within `spec.probe.timeout` twice in a row.",
            "See the pod's events and logs, and whether the node or the network policy holds it back."),
    CERTIFICATE_REJECTED(
            "CertificateRejected",
            Health.Unhealthy,
            "The certificate that the instance serves does not hold for its name, its time or its authority.",
            "Renew the certificate, or mend the Secret of `spec.tls.secretRef`. If that changes nothing within two minutes,"
                    + " restart the pod: no server can be told of another certificate while its own doesn't hold."),
    AUTHENTICATION_FAILED(
            "AuthenticationFailed",
            Health.Unhealthy,
            "The instance refuses the operator's user: its users were changed by hand.",
            "Restart the pod, which loads its users' file again."),
    CLIENTS_AT_LIMIT(
            "ClientsAtLimit",
            Health.Unhealthy,
            "As many clients are connected as `maxclients` allows; new ones are refused.",
            "Close idle clients, lower the applications' pool sizes, or raise `spec.config.maxclients`."),
    SCRIPT_RUNNING(
            "ScriptRunning",
            Health.Unhealthy,
            "A script or function runs for so long that the instance answers BUSY to everybody.",
            "Run SCRIPT KILL or FUNCTION KILL, and shorten the script."),
    LOADING(
            "Loading",
            Health.Unhealthy,
            "The dataset is being loaded from disk.",
            "None: the instance serves when that is done."),
    UNASSIGNED(
            "Unassigned",
            Health.Unhealthy,
            "The instance has started and was not told yet whether it is primary or whom it follows.",
            "None: the operator decides when it has seen what the instances hold."),
    SYNCING(
            "Syncing",
            Health.Unhealthy,
            "The replica is copying the primary's dataset.",
            "None, unless it begins again and again: then raise `spec.config.client-output-buffer-limit`."),
    LINK_DOWN(
            "LinkDown",
            Health.Unhealthy,
            "The replica has lost its primary, so its data grow old.",
            "See the network between the pods and the primary's own health."),
    MEMORY_FULL(
            "MemoryFull",
            Health.Unhealthy,
            "`maxmemory` is reached and nothing may be evicted, so that writes are refused.",
            "Raise `spec.config.maxmemory`, delete keys, or choose an eviction policy in"
                    + " `spec.config.maxmemory-policy`."),
    PERSISTENCE_FAILING(
            "PersistenceFailing",
            Health.Unhealthy,
            "The append-only file can't be written, or writes are refused because the last save failed.",
            "See that the volume has space and can be written."),
    TOO_FEW_REPLICAS(
            "TooFewReplicas",
            Health.Unhealthy,
            "Writes are refused: fewer replicas are in sync than `min-replicas-to-write` asks for.",
            "See the replicas' health, or lower `spec.config.min-replicas-to-write`."),
    CANARY_FAILED(
            "CanaryFailed",
            Health.Unhealthy,
            "A write, a read and a delete of a test key on the primary failed in another way.",
            "The message holds the server's words."),
    SAVE_FAILING(
            "SaveFailing",
            Health.Degraded,
            "The last save, or the last rewrite of the append-only file, failed.",
            "See that the volume has space and can be written, and that memory is left for the fork."),
    CLIENTS_NEAR_LIMIT(
            "ClientsNearLimit",
            Health.Degraded,
            "At least " + HealthRules.CLIENTS_NEAR_PERCENT + " % of `maxclients` are connected.",
            "Lower the applications' pool sizes or raise `spec.config.maxclients`."),
    MEMORY_HIGH(
            "MemoryHigh",
            Health.Degraded,
            "At least " + HealthRules.MEMORY_HIGH_PERCENT + " % of `maxmemory` is used and nothing may be evicted.",
            "Raise `spec.config.maxmemory` before writes are refused."),
    REPLICA_LAGGING(
            "ReplicaLagging",
            Health.Degraded,
            "The replica has not heard from its primary for more than " + HealthRules.REPLICA_SILENT.toSeconds()
                    + " s, though the link is not given up.",
            "See the primary's health and the network between the pods."),
    REJECTED_CONNECTIONS(
            "RejectedConnections",
            Health.Degraded,
            "Connections were refused within the last minute because `maxclients` was reached.",
            "Lower the applications' pool sizes or raise `spec.config.maxclients`."),
    ERROR_RATE(
            "ErrorRate",
            Health.Degraded,
            "At least " + HealthRules.ERROR_RATE_PERCENT + " % of the applications' commands failed within the last"
                    + " minute, of at least " + HealthRules.ERROR_RATE_CALLS + ".",
            "INFO errorstats tells which errors, INFO commandstats which commands."),
    FRAGMENTED(
            "Fragmented",
            Health.Degraded,
            "The allocator holds more than " + HealthRules.FRAGMENTED_RATIO + " times what is used, and more than "
                    + (HealthRules.FRAGMENTED_BYTES >> 20) + " MiB that is not.",
            "Set `spec.config.activedefrag`, or restart the pod in a quiet hour."),
    SLOW_COMMANDS(
            "SlowCommands",
            Health.Degraded,
            "At least " + HealthRules.SLOW_COMMANDS + " commands of applications took longer than"
                    + " `spec.probe.slowCommandThreshold` within the last minute.",
            "SLOWLOG GET shows them.");

    /** What is different where somebody else runs the Redis: nobody here has its pods, its directives or its volume. */
    private static final Map<HealthReason, String> EXTERNAL = new EnumMap<>(
            Map.of(
                    UNREACHABLE,
                    "See that `spec.external.host`, `port` and `tls` are what the provider gives, that its firewall or allow list"
                            + " admits this cluster, and the provider's own status page.",
                    CERTIFICATE_REJECTED,
                    "See that `spec.external.host` is the name that the provider gives, and that"
                            + " `spec.external.tls.caSecretRef` names the provider's authority, where it is no public one.",
                    AUTHENTICATION_FAILED,
                    "Put the user's name and password that the provider gives into the Secret of `spec.external.credentials`."));

    private static final String ELSEWHERE =
            "Whoever runs this Redis has to mend that: give it more memory or connections there, or use less.";

    private static final Set<HealthReason> ASK_THE_PROVIDER = EnumSet.of(
            CLIENTS_AT_LIMIT,
            SYNCING,
            LINK_DOWN,
            MEMORY_FULL,
            PERSISTENCE_FAILING,
            TOO_FEW_REPLICAS,
            SAVE_FAILING,
            CLIENTS_NEAR_LIMIT,
            MEMORY_HIGH,
            REPLICA_LAGGING,
            REJECTED_CONNECTIONS,
            FRAGMENTED);

    private final String reason;
    private final Health health;
    private final String meaning;
    private final String mend;

    HealthReason(String reason, Health health, String meaning, String mend) {
        this.reason = reason;
        this.health = health;
        this.meaning = meaning;
        this.mend = mend;
    }

    String reason() {
        return reason;
    }

    Health health() {
        return health;
    }

    /** When it is found, with the threshold. */
    String meaning() {
        return meaning;
    }

    String mend() {
        return mend;
    }

    /** The mend where somebody else runs the Redis. */
    String externalMend() {
        return EXTERNAL.getOrDefault(this, ASK_THE_PROVIDER.contains(this) ? ELSEWHERE : mend);
    }

    /**
     * @param found what was seen, in words
     * @param external whether somebody else runs the Redis
     */
    Verdict verdict(Optional<String> found, boolean external) {
        String seen = found.map(words -> " Found: " + words + (words.endsWith(".") ? "" : "."))
                .orElse("");
        return new Verdict(health, reason, plain(meaning + seen + " " + (external ? externalMend() : mend)));
    }

    private static String plain(String markdown) {
        return markdown.replace("`", "");
    }
}
