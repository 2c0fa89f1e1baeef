package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.operator.credentials.Login;
import network.higherself.redis.operator.plan.ExternalPlan;

/**
 * What the objects of a Redis that somebody else runs are built from: there is no workload among them. {@code toString}
 * shows no secret, since none of its parts does.
 *
 * @param host where applications connect: what was found, where it has to be found
 * @param authorityPem what is to be trusted; empty: the public authorities
 * @param planJson the plan as it is kept
 */
public record ExternalModel(
        ExternalPlan plan,
        OwnerReference owner,
        Login given,
        Optional<String> authorityPem,
        String host,
        int port,
        String planJson)
        implements Model {

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
        return Labels.lasting(name());
    }

    @Override
    public Target target() {
        return new Target(
                host,
                port,
                plan.tls(),
                authorityPem,
                plan.client(),
                plan.probe().slowCommandThreshold());
    }

    @Override
    public ApplicationLogin login() {
        return new ApplicationLogin(given.user(), given.password(), feature -> true);
    }

    @Override
    public Map<String, String> keptPlan() {
        return Map.of(Names.EXTERNAL_PLAN_KEY, planJson);
    }
}
