package network.higherself.redis.playground.node.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;

/** What can be asked of a pod and of what selects or owns it. */
public final class Pods {

    private Pods() {}

    /** Its Ready condition. */
    public static boolean isReady(Pod pod) {
        return readySince(pod).isPresent();
    }

    /** Ready for at least so many seconds. */
    public static boolean isAvailable(Pod pod, Integer minReadySeconds, Instant now) {
        Duration wanted = Duration.ofSeconds(minReadySeconds == null ? 0 : minReadySeconds);
        return readySince(pod).filter(since -> !since.plus(wanted).isAfter(now)).isPresent();
    }

    private static Optional<Instant> readySince(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getConditions() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"))
                        .map(PodCondition::getLastTransitionTime)
                        .map(time -> time == null ? Instant.EPOCH : Instant.parse(time))
                        .findFirst();
    }

    /** Its phase; Pending until somebody says otherwise. */
    public static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    /** Ended for good, by success or failure. */
    public static boolean isFinished(Pod pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    /** Asked to go. */
    public static boolean isTerminating(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    /** Runs or may run: neither ended nor asked to go. */
    public static boolean isActive(Pod pod) {
        return !isFinished(pod) && !isTerminating(pod);
    }

    /** A label's value, empty without it. */
    public static String label(HasMetadata object, String name) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(name, "");
    }

    /** The reference to the controller of an object. */
    public static Optional<OwnerReference> controller(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    /** Whether an object is controlled by another. */
    public static boolean isControlledBy(HasMetadata object, HasMetadata owner) {
        return controller(object)
                .filter(reference ->
                        reference.getUid().equals(owner.getMetadata().getUid()))
                .isPresent();
    }

    /** The reference by which a controller marks what it makes. */
    public static OwnerReference controlledBy(HasMetadata owner) {
        return new OwnerReferenceBuilder(ownedBy(owner)).withController(true).build();
    }

    /** A reference to an owner that is not the controller. */
    public static OwnerReference ownedBy(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** A pod of a template: its labels, annotations, finalizers and spec, with neither name nor owner. */
    public static Pod of(PodTemplateSpec template) {
        ObjectMeta given = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        ObjectMeta metadata = new ObjectMeta();
        metadata.setLabels(copy(given.getLabels()));
        metadata.setAnnotations(copy(given.getAnnotations()));
        metadata.setFinalizers(given.getFinalizers());
        Pod pod = new Pod();
        pod.setMetadata(metadata);
        pod.setSpec(template.getSpec().toBuilder().build());
        return pod;
    }

    private static Map<String, String> copy(Map<String, String> map) {
        return map == null ? new LinkedHashMap<>() : new LinkedHashMap<>(map);
    }

    /** Whether a label selector selects an object; none selects nothing, an empty one everything. */
    public static boolean selects(LabelSelector selector, HasMetadata object) {
        if (selector == null) {
            return false;
        }
        Map<String, String> labels = copy(object.getMetadata().getLabels());
        boolean equal = selector.getMatchLabels() == null
                || labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
        return equal && selector.getMatchExpressions().stream().allMatch(requirement -> meets(requirement, labels));
    }

    private static boolean meets(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }

    /** A short name for a content, fit for labels: equal contents have equal names. */
    public static String hash(String content) {
        CRC32 sum = new CRC32();
        sum.update(content.getBytes(StandardCharsets.UTF_8));
        StringBuilder name = new StringBuilder();
        // The letters that cannot spell a word, as Kubernetes has it for the same purpose.
        String letters = "bcdfghjklmnpqrstvwxz2456789";
        for (long rest = sum.getValue() + (1L << 32); rest > 0; rest /= letters.length()) {
            name.append(letters.charAt((int) (rest % letters.length())));
        }
        return name.toString();
    }

    /** An integer that may be left out. */
    public static int or(Integer value, int otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
