package network.higherself.redis.operator.topology;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.topology.Situation.MemberView;
import network.higherself.redis.operator.topology.Situation.RecordedPrimary;

/**
 * What decisions need to know of the past, one entry a resource: since when nobody serves, and what the primary and the
 * replicas were when they last had a place in the topology. An instance that restarts answers at once and tells nothing
 * of what it was. Lost with the operator; the rules do without.
 */
public final class TopologyMemory {

    private final Map<ResourceKey, Past> pasts = new ConcurrentHashMap<>();

    private static final class Past {
        private Optional<Instant> missingSince = Optional.empty();
        private Optional<Answered> primary = Optional.empty();
        private final Map<String, Answered> placed = new HashMap<>();
        private final Map<String, Instant> acted = new HashMap<>();
        private Set<String> held = Set.of();
    }

    /** Takes in what the situation shows, and gives it back with what is remembered. */
    public Situation remember(ResourceKey key, Situation situation) {
        Past past = pasts.computeIfAbsent(key, unknown -> new Past());
        synchronized (past) {
            situation.members().forEach(member -> {
                member.lastSeen().ifPresent(seen -> place(past, member.pod(), seen));
                Copy.answer(member).ifPresent(seen -> place(past, member.pod(), seen));
            });
            Optional<RecordedPrimary> recorded = situation.recorded();
            recorded.flatMap(primary -> Optional.ofNullable(past.placed.get(primary.pod())))
                    .filter(seen -> servesAs(recorded.get(), seen))
                    .ifPresent(seen -> past.primary = Optional.of(seen));
            past.primary = past.primary.filter(
                    seen -> recorded.filter(primary -> servesAs(primary, seen)).isPresent());
            boolean serving = TopologyRules.servingPrimary(situation, Copy.of(situation.members()))
                    .isPresent();
            past.missingSince = serving ? Optional.empty() : past.missingSince.or(() -> Optional.of(situation.now()));
            List<MemberView> members = situation.members().stream()
                    .map(member -> member.withLastSeen(
                            Optional.ofNullable(past.placed.get(member.pod())).or(member::lastSeen)))
                    .toList();
            return new Situation(
                    situation.mode(),
                    situation.wanted(),
                    recorded,
                    members,
                    situation.now(),
                    past.missingSince,
                    past.primary,
                    Map.copyOf(past.acted),
                    outdated(past, members),
                    past.held);
        }
    }

    /** Something was done to an instance: what was observed of it before tells nothing any more. */
    public void acted(ResourceKey key, String pod, Instant at) {
        Past past = pasts.computeIfAbsent(key, unknown -> new Past());
        synchronized (past) {
            past.acted.put(pod, at);
        }
    }

    /**
     * What was decided: a copy that a person is asked about stays so until all is as it should be, or it is what is run. The
     * primary's watermark goes on and would pass that of any copy.
     */
    public void decided(ResourceKey key, Decision decision) {
        Past past = pasts.computeIfAbsent(key, unknown -> new Past());
        synchronized (past) {
            if (decision instanceof Decision.Hold hold) {
                past.held = with(past.held, hold.held());
            } else if (decision instanceof Decision.Promote promote) {
                past.held = without(past.held, promote.pod());
            } else if (decision instanceof Decision.Route route) {
                past.held = without(past.held, route.primary());
            } else if (decision instanceof Decision.Settled) {
                past.held = Set.of();
            }
        }
    }

    private static Set<String> with(Set<String> held, Set<String> more) {
        Set<String> all = new HashSet<>(held);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static Set<String> without(Set<String> held, String pod) {
        return held.stream().filter(other -> !other.equals(pod)).collect(Collectors.toUnmodifiableSet());
    }

    /** A resource that is gone. */
    public void forget(ResourceKey key) {
        pasts.remove(key);
    }

    private static List<String> outdated(Past past, List<MemberView> members) {
        return members.stream()
                .filter(member -> Optional.ofNullable(past.acted.get(member.pod()))
                        .flatMap(at -> member.current().filter(seen -> seen.at().isBefore(at)))
                        .isPresent())
                .map(MemberView::pod)
                .toList();
    }

    private static void place(Past past, String pod, Answered seen) {
        Answered before = past.placed.get(pod);
        boolean hasPlace = !Copy.unassigned(seen.info().replication())
                && !seen.info().persistence().loading();
        if (hasPlace && (before == null || !before.at().isAfter(seen.at()))) {
            past.placed.put(pod, seen.brief());
        }
    }

    private static boolean servesAs(RecordedPrimary recorded, Answered seen) {
        return seen.instance().pod().equals(recorded.pod())
                && seen.info().replication().role() == Info.Role.PRIMARY
                && recorded.runId().map(seen.info().server().runId()::equals).orElse(true);
    }
}
