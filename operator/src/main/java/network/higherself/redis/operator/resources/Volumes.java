package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import network.higherself.redis.operator.credentials.SecretKeys;
import network.higherself.redis.operator.plan.RedisPlan;

/** What a pod mounts. */
final class Volumes {

    private static final String CONFIG = "config";
    private static final String SECRET = "secret";
    private static final String TLS = "tls";
    private static final String RUN = "run";
    private static final String TEMPORARY = "tmp";

    private static final int READ_BY_ALL = 0444;
    private static final int READ_BY_GROUP = 0440;

    private Volumes() {}

    static List<Volume> of(RedisPlan plan) {
        String resource = plan.identity().name();
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName(CONFIG)
                .withNewConfigMap()
                .withName(Names.config(resource))
                .withDefaultMode(READ_BY_ALL)
                .endConfigMap()
                .build());
        volumes.add(new VolumeBuilder()
                .withName(SECRET)
                .withNewSecret()
                .withSecretName(Names.server(resource))
                .withDefaultMode(READ_BY_GROUP)
                .withItems(Stream.of(
                                SecretKeys.USERS_6_2,
                                SecretKeys.USERS_7_0,
                                SecretKeys.REPLICATION_CONF,
                                SecretKeys.REPLICATION_PASSWORD)
                        .map(Volumes::item)
                        .toList())
                .endSecret()
                .build());
        if (plan.encryption().enabled()) {
            volumes.add(new VolumeBuilder()
                    .withName(TLS)
                    .withNewSecret()
                    .withSecretName(Names.tls(resource))
                    .withDefaultMode(READ_BY_GROUP)
                    .endSecret()
                    .build());
        }
        // In memory, as mounted Secrets are: it holds a copy of one.
        volumes.add(scratch(RUN, "16Mi", "Memory"));
        volumes.add(scratch(TEMPORARY, "64Mi", null));
        if (plan.volume().isEmpty()) {
            volumes.add(new VolumeBuilder()
                    .withName(Names.DATA)
                    .withNewEmptyDir()
                    .endEmptyDir()
                    .build());
        }
        return volumes;
    }

    static List<VolumeMount> forVersion() {
        return List.of(readOnly(CONFIG, Paths.CONFIG), writable(RUN, Paths.RUN), writable(TEMPORARY, Paths.TEMPORARY));
    }

    static List<VolumeMount> forRedis(RedisPlan plan) {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(readOnly(CONFIG, Paths.CONFIG));
        mounts.add(readOnly(SECRET, Paths.SECRET));
        if (plan.encryption().enabled()) {
            mounts.add(readOnly(TLS, Paths.TLS));
        }
        mounts.add(writable(RUN, Paths.RUN));
        mounts.add(writable(TEMPORARY, Paths.TEMPORARY));
        mounts.add(writable(Names.DATA, Paths.DATA));
        return mounts;
    }

    /** The claim that each pod gets. Its labels are the lasting ones, since a StatefulSet's claims can't change. */
    static List<PersistentVolumeClaim> claims(RedisPlan plan) {
        return plan.volume().stream()
                .map(volume -> new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(Names.DATA)
                        .withLabels(Labels.lasting(plan.identity().name()))
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withVolumeMode("Filesystem")
                        .withStorageClassName(volume.storageClassName().orElse(null))
                        .withNewResources()
                        .withRequests(Map.of("storage", Quantities.canonical(Quantity.parse(volume.size()))))
                        .endResources()
                        .endSpec()
                        .build())
                .toList();
    }

    private static KeyToPath item(String key) {
        return new KeyToPathBuilder().withKey(key).withPath(key).build();
    }

    private static Volume scratch(String name, String limit, String medium) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withMedium(medium)
                .withSizeLimit(Quantity.parse(limit))
                .endEmptyDir()
                .build();
    }

    private static VolumeMount readOnly(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }

    private static VolumeMount writable(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }
}
