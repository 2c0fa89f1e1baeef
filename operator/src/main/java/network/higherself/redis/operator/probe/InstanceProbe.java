package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Canary;
import network.higherself.redis.operator.redis.Observation.Unreachable;

/**
 * What is remembered of one instance between its probes, and what of a new observation is news. Not safe for use by
 * several threads at once: one probe of an instance runs at a time.
 */
final class InstanceProbe {

    /** How many observations in a row it takes to go between Healthy and Degraded. */
    static final int OBSERVATIONS_TO_CHANGE = 3;

    static final Duration CANARY_INTERVAL = Duration.ofMinutes(1);

    /** How often, and for how long, an instance that does not serve yet, or no more, is probed. */
    static final Duration FAST = Duration.ofMillis(200);

    static final Duration FAST_FOR = Duration.ofMinutes(1);

    /** The same for one that answers, but loads or copies for longer than that. */
    static final Duration STEADY = Duration.ofSeconds(1);

    static final Duration STEADY_FOR = Duration.ofMinutes(10);

    /** For how long observations may be passed over because a route was being taken meanwhile. */
    static final Duration OVERLAP = Duration.ofSeconds(15);

    private final Instance instance;
    private final Instant since;
    private Optional<Instant> notServingSince;
    private final Window window = new Window();
    private Window.Rates lastRates = Window.Rates.NONE;
    private boolean overlaps;
    private Instant exactAt = Instant.EPOCH;
    private final History history;
    private volatile Forecast forecast = Forecast.NONE;
    private volatile Optional<Observation> latest = Optional.empty();
    private volatile Verdict verdict =
            new Verdict(Health.Unknown, "NotObserved", "the instance has not been probed yet.");
    private volatile Figures figures = Figures.NONE;
    private Verdict candidate = verdict;
    private int candidateCount;
    private volatile Optional<Answered> lastAnswer = Optional.empty();
    private Optional<Instant> lastCanary = Optional.empty();
    private Optional<Instant> lastMark = Optional.empty();
    private final FiguresNews figuresNews = new FiguresNews();
    private Significance significance = Significance.NOTHING;
    private volatile boolean doubted;

    /** What a decision or a condition may depend on. */
    private record Significance(
            boolean reachable,
            String runId,
            String role,
            String history,
            String primary,
            boolean linkUp,
            boolean loading,
            boolean canaryPassed,
            Health health,
            String reason) {
        static final Significance NOTHING =
                new Significance(false, "", "", "", "", false, false, false, Health.Unknown, "");
    }

    /** @param history of the pod's earlier processes, which goes on */
    InstanceProbe(Instance instance, Instant since, History history) {
        this.instance = instance;
        this.since = since;
        this.history = history;
        this.notServingSince = Optional.of(since);
    }

    Instance instance() {
        return instance;
    }

    /** When the probing of this process began. */
    Instant since() {
        return since;
    }

    Optional<Observation> latest() {
        return latest;
    }

    Verdict verdict() {
        return verdict;
    }

    Forecast forecast() {
        return forecast;
    }

    Figures figures() {
        return figures;
    }

    History history() {
        return history;
    }

    /** The last answer, be there failures since. */
    Optional<Answered> lastAnswer() {
        return lastAnswer;
    }

    /**
     * A canary is due on a primary that passed none for a minute, or that has only now become one, or the one that gets the
     * watermark.
     */
    boolean canaryDue(Instant now, ProbeTargets targets) {
        return (targets.marks(instance) ? lastMark : lastCanary)
                .filter(last -> Duration.between(last, now).compareTo(CANARY_INTERVAL) < 0)
                .isEmpty();
    }

    /**
     * How soon an instance on its way to serving is probed again, so that its next probe does not wait for the interval;
     * empty for one that serves, and for one that is given up for now.
     */
    Optional<Duration> pace(Instant now) {
        if (doubted) {
            return Optional.of(FAST);
        }
        Duration passed =
                notServingSince.map(since -> Duration.between(since, now)).orElse(STEADY_FOR);
        if (passed.compareTo(FAST_FOR) < 0) {
            return Optional.of(FAST);
        }
        boolean answers = latest.filter(Answered.class::isInstance).isPresent();
        return answers && passed.compareTo(STEADY_FOR) < 0 ? Optional.of(STEADY) : Optional.empty();
    }

    /** Takes an observation in; true if something changed that a decision, a condition or a figure may show. */
    boolean accept(Observation observation, ProbeTargets targets) {
        doubted = !doubted && isLateOnce(observation);
        if (doubted) {
            return false;
        }
        Window.Rates rates = Window.Rates.NONE;
        if (observation instanceof Answered answered) {
            overlaps = !answered.own().exact()
                    && Duration.between(exactAt, answered.at()).compareTo(OVERLAP) < 0;
            if (!overlaps) {
                exactAt = answered.at();
            }
            if (tellsRates()) {
                lastRates = window.add(answered, targets.settings().slowCommandThreshold());
            }
            rates = lastRates;
            history.add(answered.info().server().runId(), point(answered, rates));
            forecast = Forecast.of(history, answered.info(), targets.memoryLimit());
            figures = figures(answered, rates, forecast);
            rememberCanary(answered, targets);
            lastAnswer = Optional.of(answered);
        }
        latest = Optional.of(observation);
        settle(HealthRules.judge(
                observation,
                new HealthRules.Context(
                        rates, targets.maxClients(), targets.guest().isPresent())));
        rememberServing(observation);
        Significance now = significance(observation);
        boolean changed = !now.equals(significance);
        significance = now;
        boolean news = changed || figuresNews.due(figures, observation.at());
        if (news) {
            figuresNews.told(figures, observation.at());
        }
        return news;
    }

    /**
     * An answer that is late once, after others: as likely as the instance it is this process that was held up, by its own
     * collector or its node's load. The next look, which follows soon, tells.
     */
    private boolean isLateOnce(Observation observation) {
        return observation instanceof Unreachable unreachable
                && unreachable.failure() == Observation.Failure.TIMEOUT
                && latest.filter(Answered.class::isInstance).isPresent();
    }

    private static History.Point point(Answered answered, Window.Rates rates) {
        return new History.Point(
                answered.at(),
                answered.info().memory().used(),
                (int) Math.min(Integer.MAX_VALUE, answered.latency().toNanos() / 1000),
                (int) Math.min(Integer.MAX_VALUE, rates.opsPerSecond().orElse(0)));
    }

    private void rememberCanary(Answered answered, ProbeTargets targets) {
        boolean repeated =
                lastAnswer.filter(last -> last.canary() == answered.canary()).isPresent();
        if (answered.canary() instanceof Canary.Passed && !repeated) {
            lastCanary = Optional.of(answered.at());
            lastMark = targets.marks(instance) ? lastCanary : Optional.empty();
        } else if (!(answered.canary() instanceof Canary.Passed)) {
            lastCanary = Optional.empty();
            lastMark = Optional.empty();
        }
    }

    private void rememberServing(Observation observation) {
        if (serving(observation)) {
            notServingSince = Optional.empty();
        } else if (notServingSince.isEmpty()) {
            notServingSince = Optional.of(observation.at());
        }
    }

    private static boolean serving(Observation observation) {
        return observation instanceof Answered answered
                && !answered.info().persistence().loading()
                && !awaitsReplicas(answered)
                && (answered.info().replication().role() == Info.Role.PRIMARY
                        || answered.info().replication().linkUp());
    }

    /** A new primary refuses writes until its first replicas are in sync, which takes a second or two. */
    private static boolean awaitsReplicas(Answered answered) {
        return answered.canary() instanceof Canary.Failed failed
                && failed.error().startsWith("NOREPLICAS");
    }

    /** Unhealthy, and the way back from it, count at once; Healthy and Degraded only after some observations in a row. */
    private void settle(Verdict found) {
        boolean between = mild(found) && mild(verdict);
        if (!between || found.health() == verdict.health()) {
            verdict = found;
            candidateCount = 0;
            return;
        }
        candidateCount = candidate.health() == found.health() ? candidateCount + 1 : 1;
        candidate = found;
        if (candidateCount >= OBSERVATIONS_TO_CHANGE) {
            verdict = found;
            candidateCount = 0;
        }
    }

    private static boolean mild(Verdict verdict) {
        return verdict.health() == Health.Healthy || verdict.health() == Health.Degraded;
    }

    private Significance significance(Observation observation) {
        if (!(observation instanceof Answered answered)) {
            return new Significance(false, "", "", "", "", false, false, false, verdict.health(), verdict.reason());
        }
        Info.Replication replication = answered.info().replication();
        return new Significance(
                true,
                answered.info().server().runId(),
                replication.role().name(),
                replication.replicationId(),
                replication.primaryHost().orElse(""),
                replication.linkUp(),
                answered.info().persistence().loading(),
                answered.canary() instanceof Canary.Passed,
                verdict.health(),
                verdict.reason());
    }

    /** A route that hangs must not blind the rules: a few of its commands too many are then the lesser evil. */
    private boolean tellsRates() {
        return !overlaps || lastAnswer.isEmpty();
    }

    private Figures figures(Answered answer, Window.Rates rates, Forecast expected) {
        Info info = answer.info();
        // A route's connection may be among the clients just now.
        OptionalLong clients = info.clients().connected() > 0
                ? OptionalLong.of(Figures.rounded(applications(info)))
                : OptionalLong.empty();
        if (!tellsRates()) {
            clients = figures.clients();
        }
        return new Figures(
                OptionalLong.of(Figures.rounded(answer.latency().toNanos() / 1000)),
                info.memory().used() > 0
                        ? OptionalLong.of(Figures.rounded(info.memory().used()))
                        : OptionalLong.empty(),
                info.memory().max() > 0 ? OptionalLong.of(info.memory().max()) : OptionalLong.empty(),
                clients,
                round(rates.opsPerSecond()),
                rates.hitRatePercent(),
                rates.errorRatePercent(),
                Figures.rounded(rates.evictedKeys()),
                rates.slowCommands(),
                new Forecast(round(expected.memoryFullSeconds()), round(expected.forkHeadroomBytes())));
    }

    /** Connected clients without the operator itself, and without the primary that a replica counts as one. */
    private static long applications(Info info) {
        boolean follows = info.replication().role() == Info.Role.REPLICA
                && info.replication().linkUp();
        return Math.max(0, info.clients().connected() - (follows ? 2 : 1));
    }

    private static OptionalLong round(OptionalLong value) {
        return value.isPresent() ? OptionalLong.of(Figures.rounded(value.getAsLong())) : value;
    }
}
