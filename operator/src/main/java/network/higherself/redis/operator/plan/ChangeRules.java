package network.higherself.redis.operator.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import network.higherself.redis.operator.plan.RedisPlan.Volume;

/** What can't change once a plan was accepted. Each refusal names the field that keeps it as it is. */
final class ChangeRules {

    private ChangeRules() {}

    static void check(RedisPlan plan, RedisPlan accepted, Problems problems) {
        if (plan.mode() != accepted.mode()) {
            problems.refuse(
                    "spec.topology.mode",
                    "can't change from " + accepted.mode() + " to " + plan.mode() + ". Set spec.topology.mode: "
                            + accepted.mode() + " and spec.topology.instances: " + accepted.instances()
                            + " to keep it.");
        }
        if (plan.encryption().enabled() != accepted.encryption().enabled()) {
            problems.refuse(
                    "spec.tls.mode",
                    "TLS can't be switched " + (plan.encryption().enabled() ? "on" : "off")
                            + " while applications are connected. Set spec.tls.mode: "
                            + accepted.encryption().mode() + " to keep it.");
        }
        volume(plan.volume(), accepted.volume(), problems);
    }

    private static void volume(Optional<Volume> wanted, Optional<Volume> present, Problems problems) {
        if (wanted.isPresent() && present.isEmpty()) {
            problems.refuse(
                    "spec.storage",
                    "a volume can't be added to instances that were made without one. Keep spec.environment:"
                            + " Development and leave spec.storage out, or make a new resource and copy the data.");
            return;
        }
        if (wanted.isEmpty() && present.isPresent()) {
            problems.refuse(
                    "spec.storage",
                    "the volume can't be taken away. Set spec.storage.size: "
                            + present.get().size() + " to keep it.");
            return;
        }
        if (wanted.isEmpty()) {
            return;
        }
        if (bytes(wanted.get()).compareTo(bytes(present.get())) < 0) {
            problems.refuse(
                    "spec.storage.size",
                    "a volume can't shrink from " + present.get().size() + " to "
                            + wanted.get().size() + ". Set spec.storage.size: "
                            + present.get().size() + " to keep it.");
        }
        if (!wanted.get().storageClassName().equals(present.get().storageClassName())) {
            problems.refuse(
                    "spec.storage.storageClassName",
                    "a volume can't move to another storage class. "
                            + present.get()
                                    .storageClassName()
                                    .map(name -> "Set spec.storage.storageClassName: " + name + " to keep it.")
                                    .orElse("Leave spec.storage.storageClassName out to keep it."));
        }
    }

    private static java.math.BigDecimal bytes(Volume volume) {
        return Quantity.getAmountInBytes(new Quantity(volume.size()));
    }
}
