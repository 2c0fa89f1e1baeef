package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.FeatureKind;

/** The connection Secret of a feature. Needs {@link Wanted}, which deletes it where the feature is off. */
public abstract class FeatureSecret extends Applied<Secret> {

    private final FeatureKind feature;

    FeatureSecret(FeatureKind feature) {
        super(
                Secret.class,
                resource -> Names.featureConnection(resource, feature),
                model -> Secrets.connection(model, feature));
        this.feature = feature;
    }

    public static final class Cache extends FeatureSecret {
        public static final String NAME = "cache-connection";

        public Cache() {
            super(FeatureKind.CACHE);
        }
    }

    public static final class SessionStore extends FeatureSecret {
        public static final String NAME = "session-store-connection";

        public SessionStore() {
            super(FeatureKind.SESSION_STORE);
        }
    }

    public static final class RateLimiting extends FeatureSecret {
        public static final String NAME = "rate-limiting-connection";

        public RateLimiting() {
            super(FeatureKind.RATE_LIMITING);
        }
    }

    public static final class TaskQueue extends FeatureSecret {
        public static final String NAME = "task-queue-connection";

        public TaskQueue() {
            super(FeatureKind.TASK_QUEUE);
        }
    }

    public static final class Pubsub extends FeatureSecret {
        public static final String NAME = "pubsub-connection";

        public Pubsub() {
            super(FeatureKind.PUBSUB);
        }
    }

    public static final class Wanted implements Condition<Secret, HigherSelfRedis> {
        @Override
        public boolean isMet(
                DependentResource<Secret, HigherSelfRedis> dependent,
                HigherSelfRedis primary,
                Context<HigherSelfRedis> context) {
            FeatureKind feature = ((FeatureSecret) dependent).feature;
            return Applied.workload(context)
                    .filter(model -> model.plan().features().enabled().containsKey(feature)
                            && model.credentials().features().containsKey(feature))
                    .isPresent();
        }
    }
}
