package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;

/** All that the objects of one resource are built from, resolved once a reconcile. */
public sealed interface Model permits RedisModel, ExternalModel {

    /** Key of the model in a reconcile's context. */
    String KEY = "network.higherself.redis.model";

    String name();

    String namespace();

    /** Controller reference to the resource. */
    OwnerReference owner();

    /** Labels of all objects. */
    Map<String, String> labels();

    /** Where applications connect. */
    Target target();

    /** As whom all applications log in. */
    ApplicationLogin login();

    /** The plan as it is kept, and under which key. */
    Map<String, String> keptPlan();
}
