package network.higherself.redis.operator.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import network.higherself.redis.api.v1.CanaryMode;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.api.v1.External;
import network.higherself.redis.api.v1.ExternalCredentials;
import network.higherself.redis.api.v1.ExternalMode;
import network.higherself.redis.api.v1.ExternalSentinel;
import network.higherself.redis.api.v1.ExternalTls;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisSpec;
import network.higherself.redis.api.v1.SecretRef;
import network.higherself.redis.operator.plan.ExternalPlan.LoginSecret;
import network.higherself.redis.operator.plan.ExternalPlan.SentinelAccess;

/** Turns a resource with {@code spec.external} into a plan, or says all that is wrong with it at once. Pure. */
public final class ExternalPlanner {

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final int MOST_DATABASES = 1_000_000;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?");
    private static final Set<String> GO_WITH_IT = Set.of("environment", "external", "client", "probe");

    /** Tells which fields of a spec are set, those of later releases too. */
    private static final ObjectMapper FIELDS = new ObjectMapper();

    private ExternalPlanner() {}

    /** Whether the resource asks for a Redis that somebody else runs. */
    public static boolean asked(HigherSelfRedis resource) {
        return resource.getSpec() != null && resource.getSpec().external() != null;
    }

    /** @param resource one that {@link #asked} */
    public static ExternalPlanResult plan(HigherSelfRedis resource) {
        Problems problems = new Problems();
        HigherSelfRedisSpec spec = resource.getSpec();
        refuseWhatMeansNothing(spec, problems);
        ExternalPlan plan = resolve(resource, spec, problems);
        return problems.refusals().isEmpty()
                ? new ExternalPlanResult.Accepted(plan, problems.warnings())
                : new ExternalPlanResult.Rejected(problems.refusals());
    }

    private static void refuseWhatMeansNothing(HigherSelfRedisSpec spec, Problems problems) {
        Map<?, ?> fields = FIELDS.convertValue(spec, Map.class);
        Set<String> refused = new TreeSet<>();
        fields.keySet().forEach(field -> refused.add(String.valueOf(field)));
        refused.removeAll(GO_WITH_IT);
        refused.forEach(field -> problems.refuse(
                "spec." + field, "means nothing for a Redis that somebody else runs (spec.external). Take it out."));
        if (spec.client() != null && spec.client().database() != null) {
            problems.refuse("spec.client.database", "is spec.external.database here. Set it there and take it out.");
        }
    }

    private static ExternalPlan resolve(HigherSelfRedis resource, HigherSelfRedisSpec spec, Problems problems) {
        External external = spec.external();
        Environment environment = Planner.environment(spec, problems);
        EnvironmentDefaults defaults = EnvironmentDefaults.of(environment);
        ExternalMode mode = Planner.known(
                "spec.external.mode", external.mode(), ExternalMode.Unknown, ExternalMode.Standalone, problems);
        if (external.host() == null || !HOST.matcher(external.host()).matches()) {
            problems.refuse("spec.external.host", "must be a host name or an address.");
        }
        int port = problems.number(
                "spec.external.port",
                external.port(),
                mode == ExternalMode.Sentinel ? SENTINEL_PORT : PORT,
                1,
                (1 << 16) - 1);
        int database = problems.number("spec.external.database", external.database(), 0, 0, MOST_DATABASES);
        if (mode == ExternalMode.Cluster && database != 0) {
            problems.refuse("spec.external.database", "must be 0: a cluster has no other. Take it out.");
        }
        ExternalTls asked = external.tls() == null ? new ExternalTls(null, null) : external.tls();
        boolean tls = asked.enabled() == null
                ? defaults.tls() != network.higherself.redis.api.v1.TlsMode.Disabled
                : asked.enabled();
        if (!tls && asked.caSecretRef() != null) {
            problems.refuse(
                    "spec.external.tls.caSecretRef",
                    "is only read with TLS. Set spec.external.tls.enabled: true or take it out.");
        }
        if (!tls && environment == Environment.Production) {
            problems.warn("spec.external.tls.enabled", "passwords and data cross the network in clear.");
        }
        CanaryMode canary = Planner.known(
                "spec.external.canary", external.canary(), CanaryMode.Unknown, CanaryMode.Forbidden, problems);
        return new ExternalPlan(
                Planner.identity(resource, problems),
                environment,
                external.host(),
                port,
                mode,
                sentinel(external, mode, problems),
                tls,
                Optional.ofNullable(asked.caSecretRef())
                        .map(ref -> secret("spec.external.tls.caSecretRef", ref, problems)),
                login("spec.external.credentials", external.credentials(), problems),
                canary == CanaryMode.Allowed,
                ClientPlanning.resolve(spec.client(), defaults, database, problems),
                Planner.probe(spec.probe(), defaults, problems));
    }

    private static Optional<SentinelAccess> sentinel(External external, ExternalMode mode, Problems problems) {
        ExternalSentinel sentinel = external.sentinel();
        if (mode != ExternalMode.Sentinel) {
            if (sentinel != null) {
                problems.refuse(
                        "spec.external.sentinel",
                        "is only read with spec.external.mode: Sentinel. Set the mode or take it out.");
            }
            return Optional.empty();
        }
        if (sentinel == null
                || sentinel.masterName() == null
                || sentinel.masterName().isBlank()) {
            problems.refuse("spec.external.sentinel.masterName", "is required with spec.external.mode: Sentinel.");
            return Optional.empty();
        }
        return Optional.of(new SentinelAccess(
                sentinel.masterName(), login("spec.external.sentinel.credentials", sentinel.credentials(), problems)));
    }

    private static Optional<LoginSecret> login(String field, ExternalCredentials credentials, Problems problems) {
        return Optional.ofNullable(credentials)
                .map(given -> new LoginSecret(
                        secret(field + ".secretRef", given.secretRef(), problems),
                        Optional.ofNullable(given.usernameKey()),
                        given.passwordKey() == null ? LoginSecret.PASSWORD : given.passwordKey()));
    }

    private static String secret(String field, SecretRef ref, Problems problems) {
        if (ref == null || ref.name() == null || ref.name().isBlank()) {
            problems.refuse(field + ".name", "is required.");
            return "";
        }
        return ref.name();
    }
}
