package network.higherself.redis.operator.reconcile;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.Consumer;
import network.higherself.redis.api.v1.HigherSelfRedis;

/** What happens outside the API server, probes and finished actions, as events; and word of deleted resources. */
final class ObservationEvents extends SimpleInboundEventSource<HigherSelfRedis>
        implements ResourceEventAware<HigherSelfRedis> {

    private final Consumer<ResourceID> forget;

    /** @param forget told of each deleted resource, since no finalizer holds it back for a last reconcile */
    ObservationEvents(Consumer<ResourceID> forget) {
        super("observations");
        this.forget = forget;
    }

    @Override
    public void onResourceDeleted(HigherSelfRedis resource) {
        forget.accept(ResourceID.fromResource(resource));
    }
}
