package network.higherself.redis.operator.monitoring;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import network.higherself.redis.operator.monitoring.MonitoringObjects.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the {@link MonitoringObjects} in a cluster that has their kinds, once for each time that this replica begins to lead,
 * by server-side apply that takes nothing from anybody: where somebody else says something different in an object of that
 * name, it stays his. Where a kind is missing it is looked for again now and then, by one call.
 */
public final class Monitoring implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Monitoring.class);
    private static final String FIELD_MANAGER = "higherself-redis-operator-monitoring";
    private static final Duration MISSING = Duration.ofMinutes(10);
    private static final Duration FAILED = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final MonitoringObjects objects;
    private final Duration missing;
    private final Set<Kind> left = EnumSet.allOf(Kind.class);
    private volatile boolean closed;

    public Monitoring(KubernetesClient client, MonitoringObjects objects) {
        this(client, objects, MISSING);
    }

    /** @param missing how long after a kind was missing it is looked for again */
    Monitoring(KubernetesClient client, MonitoringObjects objects, Duration missing) {
        this.client = client;
        this.objects = objects;
        this.missing = missing;
    }

    /** Begins; returns at once. To be called by a replica that leads. */
    public void start() {
        CompletableFuture.runAsync(this::look);
    }

    @Override
    public void close() {
        closed = true;
    }

    private synchronized void look() {
        if (closed || left.isEmpty()) {
            return;
        }
        Duration again = missing;
        try {
            for (Kind kind : MonitoringObjects.served(plurals())) {
                if (left.contains(kind)) {
                    apply(kind);
                    left.remove(kind);
                }
            }
        } catch (KubernetesClientException e) {
            again = FAILED;
            LOG.atDebug().setCause(e).log("The objects of the Prometheus Operator are not made yet");
        }
        if (!left.isEmpty()) {
            CompletableFuture.delayedExecutor(again.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::look);
        }
    }

    private Set<String> plurals() {
        return Optional.ofNullable(client.getApiResources(MonitoringObjects.GROUP + "/" + MonitoringObjects.VERSION))
                .map(APIResourceList::getResources)
                .map(kinds -> kinds.stream().map(APIResource::getName).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private void apply(Kind kind) {
        GenericKubernetesResource object = objects.of(kind, client.getKubernetesSerialization());
        try {
            client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                            .withGroup(MonitoringObjects.GROUP)
                            .withVersion(MonitoringObjects.VERSION)
                            .withKind(object.getKind())
                            .withPlural(kind.plural())
                            .withNamespaced(true)
                            .build())
                    .resource(object)
                    .patch(new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager(FIELD_MANAGER)
                            .build());
            tell(object, "Prometheus is told of this operator");
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                tell(object, "Somebody else keeps what tells Prometheus of this operator; it stays as it is");
            } else if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                tell(
                        object,
                        "The operator may not tell Prometheus of itself: apply its Role higherself-redis-operator-monitoring,"
                                + " or set MONITORING=off");
            } else {
                throw e;
            }
        }
    }

    private static void tell(GenericKubernetesResource object, String what) {
        LOG.atInfo()
                .addKeyValue("kind", object.getKind())
                .addKeyValue("namespace", object.getMetadata().getNamespace())
                .addKeyValue("name", object.getMetadata().getName())
                .log(what);
    }
}
