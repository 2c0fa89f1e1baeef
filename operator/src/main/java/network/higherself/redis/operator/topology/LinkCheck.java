package network.higherself.redis.operator.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.topology.Decision.Relink;

/**
 * Whether a replica that follows the right primary got stuck on the way to it. One that connected to the address of the
 * primary's former pod, since the name still meant that one, waits there for repl-timeout, a minute, where nothing answers.
 */
final class LinkCheck {

    /** A link that comes back by itself does so sooner. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private LinkCheck() {}

    /** The first replica that is to connect anew, if any; each ever more seldom, for the way may be closed. */
    static Optional<Relink> stuck(Copy primary, List<Copy> copies, Situation situation) {
        List<Copy> following =
                copies.stream().filter(copy -> copy.follows(primary)).toList();
        // Behind a proxy the primary knows its replicas by other addresses: then their number tells.
        if (primary.replication().replicas().size() >= following.size()) {
            return Optional.empty();
        }
        return following.stream()
                .filter(copy -> !copy.replication().linkUp()
                        && !copy.replication().syncInProgress()
                        && !copy.loading()
                        && !knows(primary, copy))
                .filter(copy -> due(copy, situation))
                .findFirst()
                .map(copy -> new Relink(copy.pod(), primary.pod(), !copy.followsAddress(primary), down(copy)));
    }

    private static boolean knows(Copy primary, Copy copy) {
        String address = copy.answer().instance().address();
        return primary.replication().replicas().stream()
                .anyMatch(replica -> replica.host().equals(address));
    }

    private static boolean due(Copy copy, Situation situation) {
        Duration down = down(copy);
        Instant acted = situation.acted().getOrDefault(copy.pod(), Instant.MIN);
        return down.compareTo(PATIENCE) >= 0
                && acted.isBefore(situation.now().minus(down.dividedBy(2)))
                && acted.isBefore(situation.now().minus(PATIENCE));
    }

    /** One that was never linked does not tell since when. */
    private static Duration down(Copy copy) {
        return copy.replication()
                .linkDown()
                .orElseGet(
                        () -> Duration.ofSeconds(copy.answer().info().server().uptimeSeconds()));
    }
}
