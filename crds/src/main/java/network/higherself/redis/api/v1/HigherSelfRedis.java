package network.higherself.redis.api.v1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.Labels;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
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
@AdditionalPrinterColumn(
        name = "Environment",
        jsonPath = ".spec.environment",
        priority = 0,
        getDescription = "Where it is used.")
@AdditionalPrinterColumn(
        name = "Mode",
        jsonPath = ".status.mode",
        priority = 0,
        getDescription = "How instances work together.")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.ready",
        priority = 0,
        getDescription = "Serving of wanted instances.")
@AdditionalPrinterColumn(
        name = "Primary",
        jsonPath = ".status.primary",
        priority = 0,
        getDescription = "Pod of the primary.")
@AdditionalPrinterColumn(
        name = "Memory",
        jsonPath = ".status.summary.memory",
        priority = 0,
        getDescription = "Memory of the primary, used of maximum.")
@AdditionalPrinterColumn(
        name = "Latency",
        jsonPath = ".status.summary.latency",
        priority = 0,
        getDescription = "PING of the primary.")
@AdditionalPrinterColumn(
        name = "Phase",
        jsonPath = ".status.phase",
        priority = 0,
        getDescription = "One word for people.")
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
        name = "Clients",
        jsonPath = ".status.summary.clients",
        priority = 1,
        getDescription = "Connected clients.",
        type = Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Ops",
        jsonPath = ".status.summary.opsPerSecond",
        priority = 1,
        getDescription = "Commands per second.",
        type = Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Hit rate",
        jsonPath = ".status.summary.hitRatePercent",
        priority = 1,
        getDescription = "Keyspace hits, percent.",
        type = Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Version",
        jsonPath = ".status.version",
        priority = 1,
        getDescription = "Version of the server.")
@AdditionalPrinterColumn(
        name = "Certificate expiry",
        jsonPath = ".status.certificate.notAfter",
        priority = 1,
        getDescription = "End of the certificate.")
@Labels("servicebinding.io/provisioned-service=true")
@SchemaCustomizer(ApiSchema.class)
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
