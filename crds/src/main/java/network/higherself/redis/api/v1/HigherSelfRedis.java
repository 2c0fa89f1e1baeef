package network.higherself.redis.api.v1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Redis: what a user asks for in {@code spec}, what the operator found in {@code status}. */
@Group(HigherSelfRedis.GROUP)
@Version(HigherSelfRedis.VERSION)
@Kind(HigherSelfRedis.KIND)
@Plural(HigherSelfRedis.PLURAL)
@Singular("higherselfredis")
@ShortNames("hsr")
@Categories("higherself")
public class HigherSelfRedis extends CustomResource<HigherSelfRedisSpec, HigherSelfRedisStatus> implements Namespaced {

    private static final long serialVersionUID = 1L;

    public static final String GROUP = "redis.higherself.network";
    public static final String VERSION = "v1";
    public static final String KIND = "HigherSelfRedis";
    public static final String PLURAL = "higherselfredises";

    @Override
    protected HigherSelfRedisSpec initSpec() {
        return null;
    }

    @Override
    protected HigherSelfRedisStatus initStatus() {
        return null;
    }
}
