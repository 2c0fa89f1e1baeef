package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which versions of objects there are, as far as what the operator keeps of them goes. Most count by their resource version.
 * A StatefulSet and a PodDisruptionBudget are written at every step of every pod, by controllers that tell their status, which
 * no visit reads: these count by their generation, which goes up with the spec, and by their metadata.
 */
public final class ObjectVersions {

    private ObjectVersions() {}

    /** The version of each, by kind and name. */
    public static Map<String, String> of(Stream<? extends HasMetadata> objects) {
        return objects.collect(Collectors.toUnmodifiableMap(
                object -> object.getKind() + "/" + object.getMetadata().getName(),
                ObjectVersions::of,
                (first, second) -> second));
    }

    /** Whether an object became another, but for its status. */
    public static <R extends HasMetadata> boolean changed(R now, R before) {
        return !of(now).equals(of(before));
    }

    private static String of(HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        return object instanceof StatefulSet || object instanceof PodDisruptionBudget
                ? said(metadata)
                : metadata.getResourceVersion();
    }

    /** Of who wrote what only our part counts: the others write their status. It is large, and read at every visit. */
    private static String said(ObjectMeta metadata) {
        int ours = Optional.ofNullable(metadata.getManagedFields()).orElse(List.of()).stream()
                .filter(fields -> Names.FIELD_MANAGER.equals(fields.getManager()))
                .toList()
                .hashCode();
        return Stream.of(
                        metadata.getUid(),
                        metadata.getGeneration(),
                        metadata.getDeletionTimestamp(),
                        metadata.getLabels(),
                        metadata.getAnnotations(),
                        metadata.getOwnerReferences(),
                        metadata.getFinalizers(),
                        ours)
                .map(String::valueOf)
                .collect(Collectors.joining("/"));
    }
}
