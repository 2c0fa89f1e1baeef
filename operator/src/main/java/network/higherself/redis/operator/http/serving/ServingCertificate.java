package network.higherself.redis.operator.http.serving;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.operator.tls.TlsResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the certificate that the operator serves: the leader makes it once, in a Secret that all replicas watch, and
 * renews it in time. A settled one costs no call.
 */
public final class ServingCertificate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServingCertificate.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String FIELD_MANAGER = "higherself-redis-operator-serving";

    private final KubernetesClient client;
    private final String namespace;
    private final String secret;
    private final OperatorCertificate certificate;
    private final BooleanSupplier mayWrite;
    private final Consumer<ServerCertificate> onChange;
    private final ScheduledExecutorService timer;
    private SharedIndexInformer<Secret> informer;
    private Optional<String> shown = Optional.empty();
    private long rest;

    /**
     * @param secret name of the Secret
     * @param hosts names that callers know the operator by
     * @param mayWrite whether this replica leads
     * @param onChange told of each certificate that is to be served from now on
     */
    public ServingCertificate(
            KubernetesClient client,
            TlsResolver resolver,
            String namespace,
            String secret,
            List<String> hosts,
            BooleanSupplier mayWrite,
            Consumer<ServerCertificate> onChange) {
        this.client = client;
        this.namespace = namespace;
        this.secret = secret;
        this.certificate = new OperatorCertificate(resolver, namespace, secret, hosts);
        this.mayWrite = mayWrite;
        this.onChange = onChange;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "serving-certificate");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins; returns at once. */
    public void start() {
        timer.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        synchronized (this) {
            if (informer != null) {
                informer.close();
            }
        }
    }

    private synchronized void look() {
        try {
            if (informer == null) {
                informer =
                        client.secrets().inNamespace(namespace).withName(secret).inform();
            }
            Optional<Secret> present = informer.getStore().list().stream().findFirst();
            present.ifPresent(this::show);
            if (rest > 0) {
                rest--;
            } else if (mayWrite.getAsBoolean() && informer.hasSynced()) {
                write(present);
            }
        } catch (KubernetesClientException e) {
            rest = 5;
            LOG.warn("The certificate of the operator's API could not be looked after: {}", e.getMessage());
        } catch (RuntimeException e) {
            // Whatever is wrong with it must not end the looking after it for good.
            rest = 30;
            LOG.atError().setCause(e).log("The certificate of the operator's API could not be looked after");
        }
    }

    private void show(Secret present) {
        String version = present.getMetadata().getResourceVersion();
        if (!shown.equals(Optional.of(version))) {
            shown = Optional.of(version);
            OperatorCertificate.served(present).ifPresent(onChange);
        }
    }

    private void write(Optional<Secret> present) {
        Optional<Secret> due = certificate.due(present);
        // A minute is soon enough for a renewal; what was just written has to come back first.
        rest = due.isPresent() ? 2 : 60;
        if (due.isEmpty()) {
            return;
        }
        var object = client.resource(due.get());
        try {
            if (present.isEmpty()) {
                object.create();
            } else {
                object.patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(FIELD_MANAGER)
                        .withForce(true)
                        .build());
            }
            LOG.info("The certificate of the operator's API was {}", present.isEmpty() ? "made" : "renewed");
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            LOG.debug("The certificate of the operator's API was written by somebody else");
        }
    }
}
