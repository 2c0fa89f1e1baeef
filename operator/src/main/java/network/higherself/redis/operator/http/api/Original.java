package network.higherself.redis.operator.http.api;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.RedisPlan.ClientSettings;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.ProbeTargets;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Observation.Answered;

/** The answers of the original service, made from what is known of a resource. Pure. */
final class Original {

    private static final String APPLICATION_USER = "higherself";
    private static final double MILLION = 1e6;

    private Original() {}

    /** @param primary the instance that applications write to; empty where there is none */
    static OriginalViews.Health health(
            HigherSelfRedis resource, Optional<ProbedInstance> primary, Terms plan, boolean async, Instant now) {
        List<String> errors = errors(primary);
        Map<String, Object> connection = new LinkedHashMap<>();
        Optional<HealthViews.Endpoint> endpoint = Views.endpoint(resource);
        connection.put("host", endpoint.map(HealthViews.Endpoint::host).orElse(""));
        connection.put("port", port(resource, plan));
        connection.put("database", plan.client().database());
        connection.put("ssl_enabled", plan.encrypted());
        connection.put("max_connections", plan.client().maxConnections());
        connection.put("timeout", wholeSeconds(plan.client().timeout()));
        if (async) {
            connection.put("client_type", "async");
        }
        return new OriginalViews.Health(
                status(errors),
                now,
                errors.isEmpty() ? answer(primary).map(Original::latency).orElse(null) : null,
                connection,
                errors);
    }

    static OriginalViews.Metrics metrics(Optional<ProbedInstance> primary, Terms plan) {
        Optional<Answered> answer = answer(primary);
        Map<String, Object> info = new LinkedHashMap<>();
        answer.ifPresentOrElse(
                found -> {
                    info.put("version", found.info().server().version());
                    info.put("uptime_seconds", found.info().server().uptimeSeconds());
                    info.put("connected_clients", found.info().clients().connected());
                    info.put("used_memory_human", human(found.info().memory().used()));
                    info.put("total_commands_processed", found.info().stats().commandsProcessed());
                },
                () -> info.put("error", String.join("; ", errors(primary))));
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put("max_connections", plan.client().maxConnections());
        pool.put("current_connections", answer.map(Original::applications).orElse(0L));
        pool.put("connection_pool_class", "all pools of the application's user, counted on the server");
        return new OriginalViews.Metrics(
                answer.map(found -> found.info().stats().commandsProcessed()).orElse(0L),
                answer.map(found -> found.info().stats().errorReplies()).orElse(0L),
                answer.map(Original::latency).orElse(0.0),
                status(errors(primary)),
                info,
                pool);
    }

    static OriginalViews.Config config(
            HigherSelfRedis resource, Optional<ProbedInstance> primary, Terms plan, Map<String, Boolean> features) {
        Map<String, Object> connection = new LinkedHashMap<>();
        connection.put(
                "host", Views.endpoint(resource).map(HealthViews.Endpoint::host).orElse(""));
        connection.put("port", port(resource, plan));
        connection.put("database", plan.client().database());
        connection.put("ssl_enabled", plan.encrypted());
        // A Redis that somebody else runs has one login, for applications and for the operator.
        Optional<Access> guest = primary.map(ProbedInstance::targets)
                .filter(targets -> targets.guest().isPresent())
                .map(ProbeTargets::access);
        connection.put(
                "username",
                guest.map(access -> access.user().isEmpty() ? "default" : access.user())
                        .orElse(APPLICATION_USER));
        connection.put(
                "password_configured",
                guest.map(access -> !access.password().isEmpty()).orElse(true));
        connection.put("connection_url_configured", true);
        ClientSettings client = plan.client();
        Map<String, Object> performance = new LinkedHashMap<>();
        performance.put("max_connections", client.maxConnections());
        performance.put("timeout", wholeSeconds(client.timeout()));
        performance.put("socket_connect_timeout", wholeSeconds(client.connectTimeout()));
        performance.put("socket_timeout", wholeSeconds(client.socketTimeout()));
        performance.put("health_check_interval", wholeSeconds(client.healthCheckInterval()));
        performance.put("retry_on_timeout", client.retryOnTimeout());
        performance.put("retry_on_error", client.retryOnError());
        performance.put("max_retries", client.maxRetries());
        performance.put("retry_delay", client.retryDelay().toMillis() / 1000.0);
        performance.put(
                "slow_query_threshold", plan.probe().slowCommandThreshold().toMillis() / 1000.0);
        return new OriginalViews.Config(connection, features, performance);
    }

    /** Of a Redis behind Sentinels the plan knows only theirs. */
    private static int port(HigherSelfRedis resource, Terms plan) {
        return Views.endpoint(resource).map(HealthViews.Endpoint::port).orElse(plan.port());
    }

    private static List<String> errors(Optional<ProbedInstance> primary) {
        if (primary.isEmpty()) {
            return List.of("there is no primary at present");
        }
        Verdict verdict = primary.get().verdict();
        boolean fails = verdict.health() == Verdict.Health.Unhealthy || !Views.answered(primary.get());
        return fails ? List.of(verdict.reason() + ": " + verdict.message()) : List.of();
    }

    private static String status(List<String> errors) {
        return errors.isEmpty() ? "healthy" : "unhealthy";
    }

    private static Optional<Answered> answer(Optional<ProbedInstance> primary) {
        return primary.filter(Views::answered).flatMap(ProbedInstance::lastAnswer);
    }

    private static double latency(Answered answer) {
        return answer.latency().toNanos() / MILLION;
    }

    private static long applications(Answered answer) {
        return answer.details().connections().byClient().entrySet().stream()
                .filter(entry -> APPLICATION_USER.equals(entry.getKey().user()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }

    /** As INFO writes it: {@code 1.90M}. */
    private static String human(long bytes) {
        String[] units = {"B", "K", "M", "G", "T"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + "B" : String.format(java.util.Locale.ROOT, "%.2f%s", value, units[unit]);
    }
}
