package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.api.v1.TopologyMode;

/**
 * The objects of a resource as dependents of a managed workflow; {@link StatefulSetDependent} is the one that is not
 * here. Each has a name, for the workflow to refer to it, and uses the event source of its kind ({@link
 * EventSources}). What holds passwords or certificates waits until those are known to be the ones
 * ({@link Generated}), and the StatefulSet for what its pods mount; else all are independent of each other.
 */
public final class Dependents {

    private Dependents() {}

    public static final class Config extends Applied<ConfigMap> {
        public static final String NAME = "config";

        public Config() {
            super(ConfigMap.class, Names::config, ConfigMaps::config);
        }
    }

    public static final class Plan extends Applied<ConfigMap> {
        public static final String NAME = "plan";

        public Plan() {
            super(ConfigMap.class, Names::plan, Building.ofAny(ConfigMaps::plan));
        }
    }

    public static final class CredentialsSecret extends Generated {
        public static final String NAME = "credentials";

        public CredentialsSecret() {
            super(Names::credentials, model -> true, Secrets::credentials);
        }
    }

    public static final class ServerSecret extends Applied<Secret> {
        public static final String NAME = "server";

        public ServerSecret() {
            super(Secret.class, Names::server, Secrets::server);
        }
    }

    /** Only with self-signed certificates; stays where it is when the resource turns to a certificate of the user. */
    public static final class AuthoritySecret extends Generated {
        public static final String NAME = "authority";

        public AuthoritySecret() {
            super(
                    Names::authority,
                    model -> model.plan().encryption().mode() == TlsMode.SelfSigned
                            && model.authority().isPresent(),
                    Secrets::authority);
        }
    }

    public static final class TlsSecret extends Generated {
        public static final String NAME = "tls";

        public TlsSecret() {
            super(
                    Names::tls,
                    model -> model.plan().encryption().enabled()
                            && model.certificate().isPresent(),
                    Secrets::tls);
        }
    }

    public static final class ConnectionSecret extends Applied<Secret> {
        public static final String NAME = "connection";

        public ConnectionSecret() {
            super(Secret.class, Names::connection, Building.ofAny(Secrets::connection));
        }
    }

    public static final class BindingSecret extends Applied<Secret> {
        public static final String NAME = "binding";

        public BindingSecret() {
            super(Secret.class, Names::binding, Building.ofAny(Secrets::binding));
        }
    }

    /**
     * Never moves the route: it stays what the Service itself records, which may have moved since the visit began. Written
     * only over the very version that was looked at.
     */
    public static final class PrimaryService extends Applied<Service> {
        public static final String NAME = "primary-service";

        public PrimaryService() {
            super(Service.class, Names::primaryService, Services::primary);
        }

        @Override
        protected Service desired(HigherSelfRedis primary, Context<HigherSelfRedis> context) {
            return getSecondaryResource(primary, context)
                    .map(actual -> over(actual, context))
                    .orElseGet(() -> super.desired(primary, context));
        }

        @Override
        public Service update(
                Service actual, Service desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
            Service kept = over(actual, context);
            kept.getMetadata().setResourceVersion(actual.getMetadata().getResourceVersion());
            return super.update(actual, kept, primary, context);
        }

        private static Service over(Service actual, Context<HigherSelfRedis> context) {
            return Services.primary(workload(context).orElseThrow().withRoute(PrimaryRoute.read(actual)));
        }
    }

    /** Only in a replication. */
    public static final class ReplicasService extends Applied<Service> {
        public static final String NAME = "replicas-service";

        public ReplicasService() {
            super(
                    Service.class,
                    Names::replicasService,
                    model -> model.plan().mode() == TopologyMode.Replication,
                    Services::replicas);
        }
    }

    public static final class PodsService extends Applied<Service> {
        public static final String NAME = "pods-service";

        public PodsService() {
            super(Service.class, Names::podsService, Services::pods);
        }
    }

    /** Needs {@link BudgetWanted} as its reconcile precondition, which deletes it where it is not wanted. */
    public static final class Budget extends Applied<PodDisruptionBudget> {
        public static final String NAME = "budget";

        public Budget() {
            super(PodDisruptionBudget.class, Names::disruptionBudget, DisruptionBudgets::of);
        }
    }

    /** Needs {@link PolicyWanted} as its reconcile precondition, which deletes it where it is not wanted. */
    public static final class Policy extends Applied<NetworkPolicy> {
        public static final String NAME = "network-policy";

        public Policy() {
            super(NetworkPolicy.class, Names::networkPolicy, NetworkPolicies::of);
        }
    }

    public static final class BudgetWanted implements Condition<PodDisruptionBudget, HigherSelfRedis> {
        @Override
        public boolean isMet(
                DependentResource<PodDisruptionBudget, HigherSelfRedis> dependent,
                HigherSelfRedis primary,
                Context<HigherSelfRedis> context) {
            return Applied.workload(context)
                    .filter(model -> DisruptionBudgets.wanted(model.plan()))
                    .isPresent();
        }
    }

    public static final class PolicyWanted implements Condition<NetworkPolicy, HigherSelfRedis> {
        @Override
        public boolean isMet(
                DependentResource<NetworkPolicy, HigherSelfRedis> dependent,
                HigherSelfRedis primary,
                Context<HigherSelfRedis> context) {
            return Applied.workload(context)
                    .filter(model -> NetworkPolicies.wanted(model.plan()))
                    .isPresent();
        }
    }
}
