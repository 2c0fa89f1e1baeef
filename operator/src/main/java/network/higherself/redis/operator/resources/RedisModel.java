package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.ServerCertificate;

/**
 * All that the objects of one resource are built from, resolved once a reconcile. Every dependent reads this and nothing
 * else. {@code toString} shows no secret, since none of its parts does.
 *
 * @param owner controller reference to the resource
 * @param authority the generated authority; only with self-signed certificates
 * @param route the primary, once there has been one
 * @param replicas pods that the StatefulSet has now, which differ from the plan's instances while scaling goes step by
 *     step
 * @param planJson the plan as it is kept
 */
public record RedisModel(
        RedisPlan plan,
        OwnerReference owner,
        Credentials credentials,
        Optional<ServerCertificate> certificate,
        Optional<Authority> authority,
        Optional<PrimaryRoute> route,
        int replicas,
        String planJson,
        OperatorPods operator)
        implements Model {

    /**
     * The operator's own pods, which a NetworkPolicy must admit.
     *
     * @param labels what selects them in their namespace
     */
    public record OperatorPods(String namespace, Map<String, String> labels) {}

    @Override
    public String name() {
        return plan.identity().name();
    }

    @Override
    public String namespace() {
        return plan.identity().namespace();
    }

    @Override
    public Map<String, String> labels() {
        return Labels.of(plan);
    }

    @Override
    public Target target() {
        return new Target(
                Names.serviceHost(namespace(), Names.primaryService(name())),
                plan.port(),
                plan.encryption().enabled(),
                certificate.map(ServerCertificate::authorityPem),
                plan.client(),
                plan.probe().slowCommandThreshold());
    }

    @Override
    public ApplicationLogin login() {
        RedisPlan.FeaturesInUse features = plan.features();
        return new ApplicationLogin(
                Credentials.APPLICATION_USER,
                credentials.application(),
                feature -> !features.named() || features.enabled().containsKey(feature));
    }

    @Override
    public Map<String, String> keptPlan() {
        return Map.of(Names.PLAN_KEY, planJson);
    }

    /** The same with another primary. */
    public RedisModel withRoute(Optional<PrimaryRoute> newRoute) {
        return new RedisModel(plan, owner, credentials, certificate, authority, newRoute, replicas, planJson, operator);
    }
}
