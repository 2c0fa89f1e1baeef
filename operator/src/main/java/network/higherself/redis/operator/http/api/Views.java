package network.higherself.redis.operator.http.api;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.operator.http.api.HealthViews.Health;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;

/** What is known, as the health API words it. Pure. */
final class Views {

    private static final String READY = "Ready";
    private static final String AVAILABLE = "Available";

    private Views() {}

    static HealthViews.Summary summary(HigherSelfRedis resource, List<ProbedInstance> instances) {
        Optional<HigherSelfRedisStatus> status = Optional.ofNullable(resource.getStatus());
        return new HealthViews.Summary(
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName(),
                health(resource, instances),
                message(resource, instances),
                condition(resource, READY).map(Condition::getLastTransitionTime),
                status.map(HigherSelfRedisStatus::phase),
                status.map(HigherSelfRedisStatus::mode).map(String::valueOf),
                status.map(HigherSelfRedisStatus::version),
                status.map(HigherSelfRedisStatus::primary),
                status.map(HigherSelfRedisStatus::ready));
    }

    static HealthViews.Resource resource(
            HigherSelfRedis resource,
            List<ProbedInstance> instances,
            Map<String, Figures> figures,
            List<RouteState> routes) {
        HealthViews.Summary summary = summary(resource, instances);
        return new HealthViews.Resource(
                summary.namespace(),
                summary.name(),
                summary.health(),
                summary.message(),
                summary.since(),
                summary.phase(),
                summary.mode(),
                summary.version(),
                summary.primary(),
                summary.ready(),
                endpoint(resource),
                conditions(resource)
                        .map(condition -> new HealthViews.Condition(
                                condition.getType(),
                                condition.getStatus(),
                                condition.getReason(),
                                condition.getMessage(),
                                condition.getLastTransitionTime()))
                        .toList(),
                sorted(instances).map(probed -> instance(probed, figures)).toList(),
                routes.stream()
                        .map(route -> new HealthViews.Route(
                                route.name(),
                                route.verdict().health().name(),
                                route.verdict().reason(),
                                route.verdict().message(),
                                route.since(),
                                route.latencyMicros()))
                        .toList());
    }

    /**
     * Unhealthy: applications can't write, or can't connect. Degraded: they can, and something is wrong all the same. By
     * the conditions, and by what the probes have found since these were written.
     */
    static Health health(HigherSelfRedis resource, List<ProbedInstance> instances) {
        Optional<String> available = condition(resource, AVAILABLE).map(Condition::getStatus);
        if (available.isEmpty() || "Unknown".equals(available.get())) {
            return Health.Unknown;
        }
        if ("False".equals(available.get()) || primaryFails(resource, instances)) {
            return Health.Unhealthy;
        }
        boolean ready = condition(resource, READY)
                .filter(found -> "True".equals(found.getStatus()))
                .isPresent();
        return ready && instances.stream().allMatch(Views::well) ? Health.Healthy : Health.Degraded;
    }

    private static boolean primaryFails(HigherSelfRedis resource, List<ProbedInstance> instances) {
        String primary = Optional.ofNullable(resource.getStatus())
                .map(HigherSelfRedisStatus::primary)
                .orElse("");
        return instances.stream()
                .filter(probed -> probed.instance().pod().equals(primary))
                .anyMatch(probed -> probed.verdict().health() == Verdict.Health.Unhealthy);
    }

    private static boolean well(ProbedInstance probed) {
        return probed.verdict().health() == Verdict.Health.Healthy;
    }

    /** What to look at first: why it is not Ready, else the first instance that is not well. */
    private static String message(HigherSelfRedis resource, List<ProbedInstance> instances) {
        Optional<Condition> ready = condition(resource, READY);
        if (ready.isEmpty()) {
            return "the operator has not looked at this resource yet";
        }
        if (!"True".equals(ready.get().getStatus())) {
            return ready.get().getReason() + ": " + ready.get().getMessage();
        }
        return sorted(instances)
                .filter(probed -> !well(probed))
                .findFirst()
                .map(probed -> probed.instance().pod() + ": " + probed.verdict().message())
                .orElse("all instances are well");
    }

    static Optional<HealthViews.Endpoint> endpoint(HigherSelfRedis resource) {
        return Optional.ofNullable(resource.getStatus())
                .map(HigherSelfRedisStatus::endpoint)
                .filter(endpoint -> endpoint.host() != null && endpoint.port() != null)
                .map(endpoint -> new HealthViews.Endpoint(
                        endpoint.host(), endpoint.port(), Boolean.TRUE.equals(endpoint.tls())));
    }

    private static HealthViews.Instance instance(ProbedInstance probed, Map<String, Figures> figures) {
        Optional<Answered> answer = probed.lastAnswer();
        return new HealthViews.Instance(
                probed.instance().pod(),
                role(probed),
                probed.verdict().health().name(),
                probed.verdict().reason(),
                probed.verdict().message(),
                answered(probed)
                        ? figures.getOrDefault(probed.instance().pod(), Figures.NONE)
                                .latencyMicros()
                        : OptionalLong.empty(),
                answer.map(Answered::at),
                probed.latest()
                        .filter(Observation.Unreachable.class::isInstance)
                        .map(observation -> ((Observation.Unreachable) observation).message()),
                answer.filter(Views::follows)
                        .map(found -> found.info().replication().linkUp()));
    }

    static HealthViews.Metrics metrics(
            HigherSelfRedis resource,
            List<ProbedInstance> instances,
            Map<String, Figures> figures,
            Optional<Terms> plan) {
        OptionalLong pool = plan.map(found -> OptionalLong.of(found.client().maxConnections()))
                .orElseGet(OptionalLong::empty);
        return new HealthViews.Metrics(
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName(),
                new HealthViews.Client(pool),
                sorted(instances)
                        .map(probed -> metrics(
                                probed,
                                answered(probed)
                                        ? figures.getOrDefault(probed.instance().pod(), Figures.NONE)
                                        : Figures.NONE))
                        .toList());
    }

    private static HealthViews.InstanceMetrics metrics(ProbedInstance probed, Figures figures) {
        Optional<Answered> known = probed.lastAnswer();
        Optional<Answered> now = known.filter(answer -> answered(probed));
        return new HealthViews.InstanceMetrics(
                probed.instance().pod(),
                role(probed),
                known.map(Answered::at),
                figures.latencyMicros(),
                figures.memoryUsedBytes(),
                figures.memoryMaxBytes(),
                figures.opsPerSecond(),
                figures.hitRatePercent(),
                figures.errorRatePercent(),
                now.isEmpty() ? OptionalLong.empty() : OptionalLong.of(figures.evictedKeys()),
                now.isEmpty() ? OptionalLong.empty() : OptionalLong.of(figures.slowCommands()),
                number(now, Answered::keys),
                number(now, answer -> answer.info().clients().connected()),
                number(now, answer -> answer.info().clients().blocked()),
                number(now, answer -> maxClients(probed, answer)),
                number(now, answer -> answer.info().stats().rejectedConnections()),
                number(now, answer -> answer.info().stats().commandsProcessed()),
                number(now, answer -> answer.info().stats().errorReplies()),
                number(now, answer -> answer.info().server().uptimeSeconds()),
                number(now, answer -> answer.info().replication().offset()),
                now.map(answer -> answer.details().connections().at())
                        .filter(at -> at.isAfter(java.time.Instant.EPOCH)),
                now.map(Views::connections).orElse(List.of()));
    }

    private static long maxClients(ProbedInstance probed, Answered answer) {
        long told = answer.info().clients().maxClients();
        return told > 0 ? told : probed.targets().maxClients();
    }

    static List<HealthViews.Connections> connections(Answered answer) {
        return answer.details().connections().byClient().entrySet().stream()
                .map(entry -> new HealthViews.Connections(
                        entry.getKey().user(), entry.getKey().name(), entry.getValue()))
                .sorted(Comparator.comparingInt(HealthViews.Connections::connections)
                        .reversed()
                        .thenComparing(HealthViews.Connections::user)
                        .thenComparing(HealthViews.Connections::client))
                .limit(100)
                .toList();
    }

    private interface Number {
        long of(Answered answer);
    }

    private static OptionalLong number(Optional<Answered> answer, Number number) {
        return answer.map(found -> OptionalLong.of(number.of(found))).orElseGet(OptionalLong::empty);
    }

    static boolean answered(ProbedInstance probed) {
        return probed.latest().filter(Answered.class::isInstance).isPresent();
    }

    private static boolean follows(Answered answer) {
        return answer.info().replication().role() == Info.Role.REPLICA;
    }

    private static String role(ProbedInstance probed) {
        return probed.lastAnswer()
                .map(answer -> follows(answer) ? "Replica" : "Primary")
                .orElse("Unknown");
    }

    private static Stream<ProbedInstance> sorted(List<ProbedInstance> instances) {
        return instances.stream()
                .sorted(Comparator.comparing((ProbedInstance probed) ->
                                probed.instance().pod().length())
                        .thenComparing(probed -> probed.instance().pod()));
    }

    private static Stream<Condition> conditions(HigherSelfRedis resource) {
        return Optional.ofNullable(resource.getStatus()).map(HigherSelfRedisStatus::conditions).stream()
                .flatMap(List::stream);
    }

    private static Optional<Condition> condition(HigherSelfRedis resource, String type) {
        return conditions(resource)
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }
}
