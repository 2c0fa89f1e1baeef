package network.higherself.redis.operator.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.RedisCommands;
import network.higherself.redis.operator.tls.Certificates;
import network.higherself.redis.operator.tls.ServedCertificate;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every running server serves the certificate that is in force. A changed Secret reaches a pod's files
 * a minute or two later and a server reads its files only when told to, so each process is told until a handshake
 * proves it. A process that was once seen to serve a certificate is not asked about it again.
 */
final class LiveCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(LiveCertificates.class);
    private static final String FILE = "tls-cert-file";
    private static final String UNKNOWN = "";
    private static final Duration HANDSHAKE = Duration.ofSeconds(2);

    /** How long until a server that does not serve it yet is told again. */
    static final Duration AGAIN = Duration.ofSeconds(10);

    private final RedisCommands commands;
    private final Executor threads;
    private final Map<ResourceKey, Map<String, String>> proved = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Boolean> busy = new ConcurrentHashMap<>();

    /** @param threads handshakes block them, each for a few seconds at most */
    LiveCertificates(RedisCommands commands, Executor threads) {
        this.commands = commands;
        this.threads = threads;
    }

    void forget(ResourceKey key) {
        proved.remove(key);
    }

    /** Whether all of these servers were seen to serve the certificate; where not, starts to bring it about. */
    boolean align(ResourceKey key, ServerCertificate certificate, Access access, List<Instance> instances) {
        Map<String, String> known = proved.computeIfAbsent(key, unknown -> new ConcurrentHashMap<>());
        known.keySet().retainAll(instances.stream().map(Instance::podUid).toList());
        List<Instance> open = instances.stream()
                .filter(instance -> !certificate
                        .fingerprint()
                        .equals(known.computeIfAbsent(instance.podUid(), unseen -> atOpening(instance))))
                .toList();
        if (!open.isEmpty() && busy.putIfAbsent(key, true) == null) {
            CompletableFuture.runAsync(
                            () -> open.forEach(instance -> align(known, certificate, access, instance)), threads)
                    .whenComplete((done, error) -> busy.remove(key));
        }
        return open.isEmpty();
    }

    /** A process that nobody told anything yet serves what it served when it was connected to. */
    private String atOpening(Instance instance) {
        return commands.certificateAtOpening(instance)
                .map(Certificates::fingerprint)
                .orElse(UNKNOWN);
    }

    private void align(Map<String, String> known, ServerCertificate certificate, Access access, Instance instance) {
        if (serves(instance, certificate)) {
            known.put(instance.podUid(), certificate.fingerprint());
            return;
        }
        // The same path again makes the server read certificate, key and authority anew; while they do not fit together
        // it refuses and goes on serving the old ones.
        if (commands.configuration(instance, access).join() instanceof ActionResult.Done<Map<String, String>> found
                && found.value().get(FILE) != null) {
            commands.configure(instance, access, FILE, found.value().get(FILE)).join();
        }
        if (serves(instance, certificate)) {
            known.put(instance.podUid(), certificate.fingerprint());
            LOG.atInfo()
                    .addKeyValue("namespace", instance.namespace())
                    .addKeyValue("pod", instance.pod())
                    .addKeyValue("notAfter", certificate.notAfter())
                    .log("Serves its new certificate");
        }
    }

    private static boolean serves(Instance instance, ServerCertificate certificate) {
        return ServedCertificate.fingerprint(instance.address(), instance.port(), HANDSHAKE)
                .filter(certificate.fingerprint()::equals)
                .isPresent();
    }
}
