package network.higherself.redis.operator.reconcile;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.status.Note;

/** What is to be told of passwords that were made up though servers run with others. Pure. */
final class LostPasswords {

    private LostPasswords() {}

    static Optional<Note> note(HigherSelfRedis resource, ClusterView view, Inputs inputs) {
        if (inputs.made().isEmpty()) {
            return Optional.empty();
        }
        Set<FeatureKind> before = PlanGate.accepted(resource, view)
                .map(plan -> plan.features().enabled().keySet())
                .orElse(Set.of());
        TreeSet<String> lost = new TreeSet<>(inputs.made());
        // The user of a feature that is new had none to lose.
        lost.removeIf(user ->
                Credentials.feature(user).filter(kind -> !before.contains(kind)).isPresent());
        return lost.isEmpty() || view.statefulSet().isEmpty()
                ? Optional.empty()
                : Optional.of(new Note(
                        Note.Reason.PasswordsReplaced,
                        "passwords were lost from every Secret and from memory, and made anew: "
                                + String.join(", ", lost)
                                + ". Running servers take them within two minutes; applications must take "
                                + Names.connection(resource.getMetadata().getName()) + " anew."));
    }
}
