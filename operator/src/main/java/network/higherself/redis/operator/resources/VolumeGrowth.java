package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.operator.plan.RedisPlan;

/**
 * How volumes grow. Kubernetes takes no change of a StatefulSet's claim templates: each claim is asked for more by
 * itself, and the StatefulSet is deleted without its pods and made again with the new size, so that pods to come get it
 * too. The claims first: dying in between leaves the size of the template to tell that there is more to do.
 *
 * @param claims claims to ask for {@code size}
 * @param size in the form in which the API server stores it
 * @param recreateStatefulSet delete the StatefulSet, orphaning its pods; the next apply makes it again
 */
public record VolumeGrowth(List<String> claims, Quantity size, boolean recreateStatefulSet) {

    /**
     * What is to be done; empty where nothing is.
     *
     * @param claims of the namespace; those of other StatefulSets are passed over
     */
    public static Optional<VolumeGrowth> next(
            RedisPlan plan, Optional<StatefulSet> statefulSet, List<PersistentVolumeClaim> claims) {
        if (plan.volume().isEmpty()) {
            return Optional.empty();
        }
        Quantity wanted =
                Quantities.canonical(Quantity.parse(plan.volume().get().size()));
        String prefix = Names.DATA + "-" + Names.statefulSet(plan.identity().name()) + "-";
        List<String> small = claims.stream()
                .filter(claim -> isOfPod(claim.getMetadata().getName(), prefix))
                .filter(claim -> isBelow(claim, wanted))
                .map(claim -> claim.getMetadata().getName())
                .toList();
        boolean recreate = needed(plan, statefulSet);
        return small.isEmpty() && !recreate ? Optional.empty() : Optional.of(new VolumeGrowth(small, wanted, recreate));
    }

    /** The plan with the size that all its volumes have reached: one that they can't grow to may be taken back. */
    public static RedisPlan reached(RedisPlan plan, Optional<StatefulSet> statefulSet) {
        return statefulSet
                .filter(set -> needed(plan, statefulSet))
                .map(set -> plan.withVolumeSize(claims(set)
                        .findFirst()
                        .map(claim ->
                                claim.getSpec().getResources().getRequests().get("storage"))
                        .map(Quantity::toString)
                        .orElseThrow()))
                .orElse(plan);
    }

    /** Whether the StatefulSet's claims ask for less than the plan; only then is it worth reading the claims. */
    public static boolean needed(RedisPlan plan, Optional<StatefulSet> statefulSet) {
        return plan.volume()
                .map(volume -> Quantity.parse(volume.size()))
                .flatMap(wanted -> statefulSet.map(set -> claims(set).anyMatch(claim -> isBelow(claim, wanted))))
                .orElse(false);
    }

    private static Stream<PersistentVolumeClaim> claims(StatefulSet set) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .filter(claim -> Names.DATA.equals(claim.getMetadata().getName()));
    }

    private static boolean isOfPod(String claim, String prefix) {
        return claim.startsWith(prefix) && claim.substring(prefix.length()).matches("[0-9]+");
    }

    private static boolean isBelow(PersistentVolumeClaim claim, Quantity wanted) {
        return Optional.ofNullable(claim.getSpec().getResources())
                .map(resources -> resources.getRequests().get("storage"))
                .map(Quantity::getNumericalAmount)
                .map(present -> present.compareTo(amount(wanted)) < 0)
                .orElse(false);
    }

    private static BigDecimal amount(Quantity quantity) {
        return quantity.getNumericalAmount();
    }
}
