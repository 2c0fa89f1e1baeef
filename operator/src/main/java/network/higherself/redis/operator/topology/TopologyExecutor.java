package network.higherself.redis.operator.topology;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.ActionResult.Done;
import network.higherself.redis.operator.redis.ActionResult.Failed;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.topology.Decision.Follow;
import network.higherself.redis.operator.topology.Decision.Hold;
import network.higherself.redis.operator.topology.Decision.Look;
import network.higherself.redis.operator.topology.Decision.Promote;
import network.higherself.redis.operator.topology.Decision.Relink;
import network.higherself.redis.operator.topology.Decision.Route;
import network.higherself.redis.operator.topology.Decision.Wait;

/** Does what was decided, one thing at a time. Blocks for no longer than the actions' deadlines. */
public final class TopologyExecutor {

    /** For how long writes are held back at most during a hand-over. */
    static final Duration PAUSE = Duration.ofSeconds(3);

    /** For how long the successor is given to catch up; well within the pause, so that the rest fits in too. */
    static final Duration CATCH_UP = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration HELD = Duration.ofSeconds(10);

    private final TopologyMemory memory;
    private final Clock clock;

    /** How an execution ended. */
    public sealed interface Outcome {
        /** Decide again at once. */
        record Acted(String what) implements Outcome {}

        /** Nothing was changed, or not all of it; the next decision starts from what is then seen. */
        record Stopped(String why) implements Outcome {}

        /** @param again decide again after so long; empty: on the next observation */
        record Idle(Optional<Duration> again) implements Outcome {}
    }

    public TopologyExecutor(TopologyMemory memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /** Carries out one decision. */
    public Outcome execute(
            ResourceKey key, Situation situation, Decision decision, RedisActions actions, Routing routing) {
        if (decision instanceof Promote promote) {
            return promote(key, situation, promote, actions, routing);
        }
        if (decision instanceof Follow follow) {
            return follow(key, situation, follow, actions);
        }
        if (decision instanceof Relink relink) {
            return relink(key, relink, actions);
        }
        if (decision instanceof Route route) {
            return route(situation, route.primary(), actions, routing);
        }
        if (decision instanceof Look look) {
            look.pods().forEach(actions::probe);
            return new Outcome.Idle(Optional.of(LOOK_AGAIN));
        }
        if (decision instanceof Hold) {
            // Part of what it rests on changes without any news: keys, and the watermark, by a person's hand.
            return new Outcome.Idle(Optional.of(HELD));
        }
        return new Outcome.Idle(decision instanceof Wait wait ? wait.again() : Optional.empty());
    }

    /**
     * Moves the primary to a replica that is in sync, without losing a write: writes are held back until both are
     * equal, then the roles change, then the routing.
     */
    public Outcome handOver(
            ResourceKey key, Situation situation, String from, String to, RedisActions actions, Routing routing) {
        Instant deadline = clock.instant().plus(CATCH_UP);
        if (await(actions.pauseWrites(from, PAUSE)) instanceof Failed<String> failed) {
            return new Outcome.Stopped("writes of " + from + " could not be held back: " + failed.message());
        }
        if (!caughtUp(from, to, actions, deadline)) {
            await(actions.resumeWrites(from));
            return new Outcome.Stopped(to + " did not catch up with " + from + " within " + CATCH_UP.toSeconds()
                    + " s; the roles stay as they are");
        }
        if (await(actions.promote(to)) instanceof Failed<String> failed) {
            await(actions.resumeWrites(from));
            acted(key, to, actions);
            return new Outcome.Stopped(to + " could not be promoted: " + failed.message());
        }
        ActionResult<String> demoted = await(actions.follow(from, to));
        await(actions.resumeWrites(from));
        acted(key, to, actions);
        acted(key, from, actions);
        routing.route(to, runId(situation, to), replicationId(to, actions));
        await(actions.closeApplicationClients(from));
        return demoted instanceof Failed<String> failed
                ? new Outcome.Stopped(from + " could not be made a replica: " + failed.message())
                : new Outcome.Acted(to + " took over from " + from);
    }

    private boolean caughtUp(String from, String to, RedisActions actions, Instant deadline) {
        while (clock.instant().isBefore(deadline)) {
            ActionResult<Info.Replication> ahead = await(actions.replication(from));
            ActionResult<Info.Replication> behind = await(actions.replication(to));
            if (!(ahead instanceof Done<Info.Replication> primary)
                    || !(behind instanceof Done<Info.Replication> replica)) {
                return false;
            }
            if (primary.value().role() != Info.Role.PRIMARY) {
                return false;
            }
            boolean sameHistory =
                    primary.value().replicationId().equals(replica.value().replicationId());
            if (sameHistory && primary.value().offset() == replica.value().offset()) {
                return true;
            }
        }
        return false;
    }

    private Outcome promote(
            ResourceKey key, Situation situation, Promote promote, RedisActions actions, Routing routing) {
        if (await(actions.promote(promote.pod())) instanceof Failed<String> failed) {
            acted(key, promote.pod(), actions);
            return new Outcome.Stopped(promote.pod() + " could not be promoted: " + failed.message());
        }
        acted(key, promote.pod(), actions);
        routing.route(promote.pod(), runId(situation, promote.pod()), replicationId(promote.pod(), actions));
        return new Outcome.Acted(promote.pod() + " was promoted: " + promote.why());
    }

    private Outcome follow(ResourceKey key, Situation situation, Follow follow, RedisActions actions) {
        ActionResult<String> done = await(actions.follow(follow.pod(), follow.primary()));
        acted(key, follow.pod(), actions);
        if (done instanceof Failed<String> failed) {
            return new Outcome.Stopped(follow.pod() + " could not be made a replica: " + failed.message());
        }
        // A kept connection to what was a primary would read stale data and be refused its writes for ever.
        boolean mayHaveServed = situation
                .member(follow.pod())
                .flatMap(Copy::answer)
                .map(answer -> answer.info().replication())
                .filter(replication -> replication.role() == Info.Role.PRIMARY || Copy.unassigned(replication))
                .isPresent();
        if (mayHaveServed) {
            await(actions.closeApplicationClients(follow.pod()));
        }
        return new Outcome.Acted(follow.pod() + " follows " + follow.primary() + ": " + follow.why());
    }

    private Outcome relink(ResourceKey key, Relink relink, RedisActions actions) {
        ActionResult<String> done = await(actions.relink(relink.pod(), relink.primary(), relink.byAddress()));
        acted(key, relink.pod(), actions);
        return done instanceof Failed<String> failed
                ? new Outcome.Stopped(relink.pod() + " could not be told to connect anew: " + failed.message())
                : new Outcome.Acted(relink.pod() + " connects anew to " + relink.primary() + ", without a link for "
                        + relink.down().toSeconds() + " s");
    }

    private Outcome route(Situation situation, String pod, RedisActions actions, Routing routing) {
        routing.route(pod, runId(situation, pod), replicationId(pod, actions));
        return new Outcome.Acted("applications are routed to " + pod);
    }

    private void acted(ResourceKey key, String pod, RedisActions actions) {
        memory.acted(key, pod, clock.instant());
        actions.probe(pod);
    }

    private static Optional<String> runId(Situation situation, String pod) {
        return situation
                .member(pod)
                .flatMap(Copy::answer)
                .map(answer -> answer.info().server().runId());
    }

    private static Optional<String> replicationId(String pod, RedisActions actions) {
        return await(actions.replication(pod)) instanceof Done<Info.Replication> done
                ? Optional.of(done.value().replicationId())
                : Optional.empty();
    }

    /** Every action completes by its own deadline and never exceptionally, so this needs no other. */
    private static <T> ActionResult<T> await(CompletableFuture<ActionResult<T>> action) {
        return action.join();
    }
}
