package network.higherself.redis.operator.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.status.Note.Reason;

/** What of a change of what a resource runs with is worth an event. Pure. */
public final class ChangeNotes {

    private ChangeNotes() {}

    /**
     * What a resource ran with at one visit.
     *
     * @param directives of the plan, by name
     * @param replicas pods that the StatefulSet is to have
     * @param outdated pods that were made from what is superseded
     */
    public record InForce(
            Map<String, String> directives, Credentials credentials, int replicas, List<String> outdated) {}

    /** @param before at the visit before this one */
    public static List<Note> between(InForce before, InForce now) {
        List<Note> notes = new ArrayList<>();
        List<String> changed = changed(before.directives(), now.directives());
        if (!changed.isEmpty()) {
            // Names alone: nobody can say of a value that it may be read by whoever reads events.
            notes.add(new Note(
                    Reason.ConfigurationChanged,
                    "Other values of " + String.join(", ", changed)
                            + " are being put in force, live where the server takes them so."));
        }
        credentials(before.credentials(), now.credentials(), notes);
        if (before.replicas() != now.replicas()) {
            notes.add(new Note(
                    Reason.Scaled,
                    "The number of pods becomes " + now.replicas() + ", from " + before.replicas() + "."));
        }
        if (before.outdated().isEmpty() && !now.outdated().isEmpty()) {
            notes.add(new Note(
                    Reason.RollStarted,
                    "Pods are made anew, one at a time: " + String.join(", ", now.outdated()) + "."));
        }
        if (!before.outdated().isEmpty() && now.outdated().isEmpty()) {
            notes.add(new Note(Reason.RollFinished, "Every pod is made from what the spec says now."));
        }
        return List.copyOf(notes);
    }

    private static void credentials(Credentials before, Credentials now, List<Note> notes) {
        if (!before.application().equals(now.application())) {
            notes.add(new Note(
                    Reason.CredentialsChanged,
                    "The application's user has another password; the connection and the binding Secret hold it."));
        }
        if (!before.operator().equals(now.operator()) || !before.replication().equals(now.replication())) {
            notes.add(new Note(Reason.CredentialsChanged, "A system user has another password."));
        }
        if (!before.features().keySet().equals(now.features().keySet())) {
            notes.add(new Note(
                    Reason.FeaturesChanged,
                    now.features().isEmpty()
                            ? "No feature has a user of its own any more."
                            : "The features with a user and a connection Secret of their own are now "
                                    + now.features().keySet().stream()
                                            .map(FeatureKind::field)
                                            .collect(Collectors.joining(", "))
                                    + "."));
        }
        now.features().forEach((feature, password) -> {
            String old = before.features().get(feature);
            if (old != null && !old.equals(password)) {
                notes.add(new Note(
                        Reason.CredentialsChanged,
                        "The user of " + feature.field() + " has another password; its connection Secret holds it."));
            }
        });
    }

    private static List<String> changed(Map<String, String> before, Map<String, String> now) {
        return new TreeSet<>(Stream.of(before, now)
                        .flatMap(directives -> directives.keySet().stream())
                        .toList())
                .stream()
                        .filter(name -> !Objects.equals(before.get(name), now.get(name)))
                        .toList();
    }
}
