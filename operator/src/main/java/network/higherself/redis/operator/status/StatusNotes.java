package network.higherself.redis.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.Member;
import network.higherself.redis.operator.status.Note.Reason;

/** What of a change of the status is worth an event. Pure. */
public final class StatusNotes {

    private static final String LOADING = "Loading";
    private static final Set<String> STARTING = Set.of("Unassigned", "Syncing");

    private StatusNotes() {}

    public static List<Note> between(Optional<HigherSelfRedisStatus> previous, HigherSelfRedisStatus next) {
        List<Note> notes = new ArrayList<>();
        PreviousStatus before = new PreviousStatus(previous);
        stalled(before, new PreviousStatus(Optional.of(next))).ifPresent(notes::add);
        Map<String, Member> known = previous.map(HigherSelfRedisStatus::members).orElse(List.of()).stream()
                .collect(Collectors.toMap(Member::name, Function.identity()));
        Optional.ofNullable(next.members())
                .orElse(List.of())
                .forEach(member -> health(known.get(member.name()), member).ifPresent(notes::add));
        routes(before, new PreviousStatus(Optional.of(next))).ifPresent(notes::add);
        String oldFingerprint = previous.map(HigherSelfRedisStatus::certificate)
                .map(certificate -> certificate.fingerprint())
                .orElse(null);
        if (oldFingerprint != null
                && next.certificate() != null
                && !oldFingerprint.equals(next.certificate().fingerprint())) {
            notes.add(new Note(
                    Reason.CertificateRenewed,
                    "A new certificate is in force until " + next.certificate().notAfter() + "."));
        }
        return List.copyOf(notes);
    }

    private static Optional<Note> stalled(PreviousStatus before, PreviousStatus after) {
        Optional<Condition> now = after.condition(ConditionTypes.STALLED);
        boolean is = after.holds(ConditionTypes.STALLED);
        boolean was = before.holds(ConditionTypes.STALLED);
        if (is && now.isPresent()) {
            String said = before.condition(ConditionTypes.STALLED)
                    .map(Condition::getMessage)
                    .orElse("");
            return was && said.equals(now.get().getMessage())
                    ? Optional.empty()
                    : Optional.of(new Note(
                            reason(now.get().getReason()),
                            now.get().getReason() + ": " + now.get().getMessage()));
        }
        return was ? Optional.of(new Note(Reason.Planned, "What stalled the resource is mended.")) : Optional.empty();
    }

    /** Broken routes are named anew when others are; where the primary doesn't serve, they are not judged. */
    private static Optional<Note> routes(PreviousStatus before, PreviousStatus after) {
        Optional<Condition> was =
                before.condition(ConditionTypes.ROUTES_HEALTHY).filter(StatusNotes::fails);
        Optional<Condition> is = after.condition(ConditionTypes.ROUTES_HEALTHY).filter(StatusNotes::fails);
        if (is.isPresent()) {
            return broken(before).equals(broken(after)) && was.isPresent()
                    ? Optional.empty()
                    : Optional.of(new Note(Reason.RouteBroken, is.get().getMessage()));
        }
        return was.isPresent() && after.holds(ConditionTypes.ROUTES_HEALTHY)
                ? Optional.of(new Note(Reason.RouteRecovered, "Every route serves again."))
                : Optional.empty();
    }

    private static boolean fails(Condition condition) {
        return "False".equals(condition.getStatus());
    }

    private static List<String> broken(PreviousStatus status) {
        return status.status().map(HigherSelfRedisStatus::routes).orElse(List.of()).stream()
                .filter(route -> "Unhealthy".equals(route.health()))
                .map(route -> route.name() + " " + route.reason())
                .toList();
    }

    private static Reason reason(String stalled) {
        return switch (stalled) {
            case "NameCollision" -> Reason.Collision;
            case "DatasetsDisagree", "TwoPrimaries" -> Reason.TopologyHeld;
            default -> Reason.Rejected;
        };
    }

    /** An instance that comes up for the first time is no news; one that falls ill, or gets well, is. */
    private static Optional<Note> health(Member before, Member now) {
        if (before == null
                || Objects.equals(before.health(), now.health()) && Objects.equals(before.reason(), now.reason())) {
            return Optional.empty();
        }
        String words = now.name() + ": " + now.reason() + ": " + now.message();
        return switch (String.valueOf(now.health())) {
            case "Unhealthy" ->
                comingUp(before, now) ? Optional.empty() : Optional.of(new Note(Reason.InstanceUnhealthy, words));
            case "Degraded" -> Optional.of(new Note(Reason.InstanceDegraded, words));
            case "Healthy" ->
                comingUp(before, now)
                        ? Optional.empty()
                        : Optional.of(new Note(
                                Reason.InstanceRecovered, now.name() + " is healthy again (" + before.reason() + ")."));
            default -> Optional.empty();
        };
    }

    /** The steps of an instance that has started; loading a dataset is told, since it can take long. */
    private static boolean comingUp(Member before, Member now) {
        boolean starting = "Unknown".equals(before.health()) || STARTING.contains(String.valueOf(before.reason()));
        return starting && !LOADING.equals(now.reason())
                || LOADING.equals(before.reason()) && STARTING.contains(String.valueOf(now.reason()));
    }
}
