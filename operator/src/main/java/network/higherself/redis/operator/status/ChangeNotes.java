package network.higherself.redis.operator.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import network.higherself.redis.operator.credentials.Credentials;
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
        if (!before.credentials().equals(now.credentials())) {
            notes.add(new Note(
                    Reason.CredentialsChanged,
                    before.credentials().application().equals(now.credentials().application())
                            ? "A system user has another password."
                            : "The application's user has another password; the connection and the binding Secret hold"
                                    + " it."));
        }
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

    private static List<String> changed(Map<String, String> before, Map<String, String> now) {
        return new TreeSet<>(Stream.of(before, now)
                        .flatMap(directives -> directives.keySet().stream())
                        .toList())
                .stream()
                        .filter(name -> !Objects.equals(before.get(name), now.get(name)))
                        .toList();
    }
}
