package network.higherself.redis.operator.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.credentials.VersionFamily;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.RedisCommands;
import network.higherself.redis.operator.redisconf.ConfigurationDifference;
import network.higherself.redis.operator.redisconf.RedisVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what a running server takes live in force: directives by CONFIG SET, users by ACL SETUSER. Each
 * process is compared once with each plan; a settled one costs nothing.
 */
final class LiveSettings {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private static final String PRIMARY_PASSWORD = "masterauth";

    private final RedisCommands commands;
    private final LiveUsers users;
    private final Map<ResourceKey, Map<String, Applied>> applied = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Instant> doubts = new ConcurrentHashMap<>();

    /**
     * What was found and done on one instance.
     *
     * @param fingerprint of the process and of what was asked
     * @param done false while it is under way or failed
     * @param pendingRestart directives that wait for a restart
     * @param rejected directives that the server refused, with its words
     */
    record Applied(String fingerprint, boolean done, List<String> pendingRestart, SortedMap<String, String> rejected) {}

    LiveSettings(RedisCommands commands) {
        this.commands = commands;
        this.users = new LiveUsers(commands);
    }

    void forget(ResourceKey key) {
        applied.remove(key);
        doubts.remove(key);
    }

    /** Whether an instance has been brought to what was last asked. */
    boolean aligned(ResourceKey key, String pod) {
        return Optional.ofNullable(applied.getOrDefault(key, Map.of()).get(pod))
                .filter(Applied::done)
                .isPresent();
    }

    /** Changes with what the instances have been brought to. */
    String state(ResourceKey key) {
        return new TreeMap<>(applied.getOrDefault(key, Map.of())) + "/" + doubts.get(key);
    }

    /**
     * Somebody else changed what was put in force: all instances are compared anew.
     *
     * @param since when that was found; the same moment counts once
     */
    void doubt(ResourceKey key, Instant since) {
        if (!since.equals(doubts.put(key, since))) {
            applied.remove(key);
        }
    }

    Map<String, Applied> applied(ResourceKey key) {
        return Map.copyOf(applied.getOrDefault(key, Map.of()));
    }

    /** Compares the instances that answer and were not compared yet; completes when all are done, true if any came to its end. */
    CompletableFuture<Boolean> align(
            ResourceKey key, RedisPlan plan, Credentials credentials, Access access, List<Answered> instances) {
        Map<String, Applied> known = applied.computeIfAbsent(key, unknown -> new ConcurrentHashMap<>());
        List<CompletableFuture<Boolean>> work = new ArrayList<>();
        for (Answered answer : instances) {
            String pod = answer.instance().pod();
            String fingerprint = fingerprint(plan, credentials, answer);
            Applied before = known.get(pod);
            if (answer.info().persistence().loading()
                    || (before != null && before.fingerprint().equals(fingerprint))) {
                continue;
            }
            known.put(pod, new Applied(fingerprint, false, List.of(), new TreeMap<>()));
            work.add(align(plan, credentials, access, answer, fingerprint).thenApply(result -> {
                if (result.done()) {
                    known.put(pod, result);
                } else {
                    // Tried again at the next visit, which the next probe brings about.
                    known.remove(pod);
                }
                return result.done();
            }));
        }
        return CompletableFuture.allOf(work.toArray(CompletableFuture[]::new))
                .thenApply(all -> work.stream().anyMatch(CompletableFuture::join));
    }

    private CompletableFuture<Applied> align(
            RedisPlan plan, Credentials credentials, Access access, Answered answer, String fingerprint) {
        Instance instance = answer.instance();
        return users.align(instance, access, plan, credentials, family(answer))
                .thenCompose(known -> commands.configuration(instance, access).thenCompose(found -> {
                    if (!known || !(found instanceof ActionResult.Done<Map<String, String>> done)) {
                        return CompletableFuture.completedFuture(
                                new Applied(fingerprint, false, List.of(), new TreeMap<>()));
                    }
                    ConfigurationDifference difference =
                            ConfigurationDifference.between(plan.directives(), done.value());
                    return withPrimary(instance, access, credentials, done.value())
                            .thenCompose(good -> good
                                    ? set(instance, access, difference, fingerprint)
                                    : CompletableFuture.completedFuture(
                                            new Applied(fingerprint, false, List.of(), new TreeMap<>())));
                }));
    }

    /** By what this server logs in to its primary; another one than it started with only where that was lost. */
    private CompletableFuture<Boolean> withPrimary(
            Instance instance, Access access, Credentials credentials, Map<String, String> found) {
        return credentials.replication().equals(found.get(PRIMARY_PASSWORD))
                ? CompletableFuture.completedFuture(true)
                : commands.configure(instance, access, PRIMARY_PASSWORD, credentials.replication())
                        .thenApply(ActionResult::done);
    }

    private CompletableFuture<Applied> set(
            Instance instance, Access access, ConfigurationDifference difference, String fingerprint) {
        SortedMap<String, String> rejected = new TreeMap<>();
        CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
        for (Map.Entry<String, String> directive : difference.toSet().entrySet()) {
            all = all.thenCompose(good -> commands.configure(instance, access, directive.getKey(), directive.getValue())
                    .thenApply(result -> {
                        if (result instanceof ActionResult.Failed<String> failed) {
                            if (failed.failure() != Observation.Failure.OTHER) {
                                return false;
                            }
                            rejected.put(directive.getKey(), failed.message());
                            LOG.atWarn()
                                    .addKeyValue("namespace", instance.namespace())
                                    .addKeyValue("pod", instance.pod())
                                    .addKeyValue("directive", directive.getKey())
                                    .log("The server refused a directive: {}", failed.message());
                        }
                        return good;
                    }));
        }
        return all.thenApply(good -> new Applied(fingerprint, good, difference.pendingRestart(), rejected));
    }

    private static String fingerprint(RedisPlan plan, Credentials credentials, Answered answer) {
        return String.join(
                "/",
                answer.info().server().runId(),
                Integer.toHexString(plan.directives().hashCode()),
                LiveUsers.fingerprint(plan, credentials));
    }

    private static VersionFamily family(Answered answer) {
        return RedisVersion.parse(answer.info().server().version())
                .map(version -> VersionFamily.of(version.major()))
                .orElse(VersionFamily.V6_2);
    }
}
