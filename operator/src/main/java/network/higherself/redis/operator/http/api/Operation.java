package network.higherself.redis.operator.http.api;

import java.util.List;

/** Everything that the health API answers. Routes, the OpenAPI description and the page of docs come from here. */
enum Operation {
    OPERATOR_HEALTH(
            "GET", "/health", Needs.LIST, "The operator, and a summary of all resources.", HealthViews.Operator.class),
    RESOURCES("GET", "/api/v1/redis", Needs.LIST, "All resources that the caller may list.", HealthViews.Fleet.class),
    RESOURCES_IN_NAMESPACE(
            "GET",
            "/api/v1/namespaces/{namespace}/redis",
            Needs.LIST,
            "The resources of one namespace.",
            HealthViews.Fleet.class,
            Parameter.NAMESPACE),
    HEALTH(
            "GET",
            Paths.RESOURCE + "health",
            Needs.GET,
            "What is wrong, since when, and what to do about it.",
            HealthViews.Resource.class,
            Parameter.NAMESPACE,
            Parameter.NAME),
    METRICS(
            "GET",
            Paths.RESOURCE + "metrics",
            Needs.GET,
            "Figures of each instance, and connections by user and client name.",
            HealthViews.Metrics.class,
            Parameter.NAMESPACE,
            Parameter.NAME),
    CONFIG(
            "GET",
            Paths.RESOURCE + "config",
            Needs.GET,
            "What is in force, without any secret.",
            HealthViews.Configuration.class,
            Parameter.NAMESPACE,
            Parameter.NAME),
    TEST_CONNECTION(
            "POST",
            Paths.RESOURCE + "test-connection",
            Needs.UPDATE,
            "Writes, reads and deletes a test key: on the primary, on one instance, or by a route.",
            HealthViews.Test.class,
            Parameter.NAMESPACE,
            Parameter.NAME,
            Parameter.INSTANCE,
            Parameter.ROUTE),
    INFO(
            "GET",
            Paths.RESOURCE + "info/{section}",
            Needs.GET,
            "A section of INFO, of the primary or one instance.",
            HealthViews.Section.class,
            Parameter.NAMESPACE,
            Parameter.NAME,
            Parameter.SECTION,
            Parameter.INSTANCE),
    KEYS(
            "GET",
            Paths.RESOURCE + "keys",
            Needs.UPDATE,
            "Names of keys by a pattern, by SCAN: bounded in count, time and load, and one search at a time.",
            HealthViews.Keys.class,
            Parameter.NAMESPACE,
            Parameter.NAME,
            Parameter.PATTERN,
            Parameter.LIMIT),
    SLOWLOG(
            "GET",
            Paths.RESOURCE + "slowlog",
            Needs.GET,
            "The newest slow commands, without their arguments.",
            HealthViews.SlowLog.class,
            Parameter.NAMESPACE,
            Parameter.NAME,
            Parameter.INSTANCE,
            Parameter.ENTRIES),
    CLIENTS(
            "GET",
            Paths.RESOURCE + "clients",
            Needs.GET,
            "Who is connected.",
            HealthViews.Clients.class,
            Parameter.NAMESPACE,
            Parameter.NAME,
            Parameter.INSTANCE),
    PROMETHEUS(
            "GET", "/metrics", Needs.PATH, "The series that Prometheus reads, as text.", String.class, Parameter.SCOPE),
    OPENAPI("GET", "/openapi.json", Needs.CALLER, "This description.", Object.class),
    ORIGINAL_HEALTH(
            "GET",
            "/redis/health",
            Needs.ORIGINAL_GET,
            "Health, as the original service words it.",
            OriginalViews.Health.class),
    ORIGINAL_HEALTH_ASYNC(
            "GET",
            "/redis/health/async",
            Needs.ORIGINAL_GET,
            "The same; nothing here ever blocks.",
            OriginalViews.Health.class),
    ORIGINAL_METRICS(
            "GET",
            "/redis/metrics",
            Needs.ORIGINAL_GET,
            "Metrics, as the original service words them.",
            OriginalViews.Metrics.class),
    ORIGINAL_CONFIG(
            "GET",
            "/redis/config",
            Needs.ORIGINAL_GET,
            "What applications are configured with.",
            OriginalViews.Config.class),
    ORIGINAL_TEST(
            "POST",
            "/redis/test-connection",
            Needs.ORIGINAL_UPDATE,
            "Writes, reads and deletes a test key on the primary.",
            OriginalViews.Test.class),
    ORIGINAL_TEST_ASYNC(
            "POST", "/redis/test-async-connection", Needs.ORIGINAL_UPDATE, "The same.", OriginalViews.Test.class),
    ORIGINAL_INFO(
            "GET",
            "/redis/info/{section}",
            Needs.ORIGINAL_GET,
            "A section of INFO, of the primary.",
            OriginalViews.Section.class,
            Parameter.SECTION),
    ORIGINAL_KEYS(
            "GET",
            "/redis/keys/pattern/{pattern}",
            Needs.ORIGINAL_UPDATE,
            "Names of keys by a pattern.",
            OriginalViews.Keys.class,
            Parameter.PATH_PATTERN,
            Parameter.LIMIT);

    /** What Kubernetes must allow the caller. */
    enum Needs {
        /** Nothing more than to be known. */
        CALLER("any token that Kubernetes knows"),
        /** The answer leaves out what the caller may not list. */
        LIST("`list` on `higherselfredises`, in the namespaces told of"),
        GET("`get` on the resource"),
        UPDATE("`update` on the resource"),
        /** The same, on the resource that a setting names. */
        ORIGINAL_GET("`get` on the resource of `ORIGINAL_RESOURCE`"),
        ORIGINAL_UPDATE("`update` on the resource of `ORIGINAL_RESOURCE`"),
        PATH("`get` on the nonResourceURL `/metrics`");

        private final String words;

        Needs(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean original() {
            return this == ORIGINAL_GET || this == ORIGINAL_UPDATE;
        }
    }

    private static final class Paths {
        private static final String RESOURCE = "/api/v1/namespaces/{namespace}/redis/{name}/";
    }

    private final String method;
    private final String path;
    private final Needs needs;
    private final String summary;
    private final Class<?> answer;
    private final List<Parameter> parameters;

    Operation(String method, String path, Needs needs, String summary, Class<?> answer, Parameter... parameters) {
        this.method = method;
        this.path = path;
        this.needs = needs;
        this.summary = summary;
        this.answer = answer;
        this.parameters = List.of(parameters);
    }

    String method() {
        return method;
    }

    /** With parameters in braces. */
    String path() {
        return path;
    }

    Needs needs() {
        return needs;
    }

    String summary() {
        return summary;
    }

    /** What a good answer looks like. */
    Class<?> answer() {
        return answer;
    }

    List<Parameter> parameters() {
        return parameters;
    }
}
