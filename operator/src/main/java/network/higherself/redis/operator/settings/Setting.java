package network.higherself.redis.operator.settings;

/** The environment variables that the operator reads. {@code docs/settings.md} lists them. */
public enum Setting {
    DEFAULT_IMAGE("redis:7.2", "Image of a resource that names none."),
    WATCH_NAMESPACES("", "Namespaces to watch, with commas between; empty: all."),
    HTTP_PORT("8080", "Port of /livez and /readyz, without TLS."),
    HTTPS_PORT("8443", "Port of the health API and /metrics, with TLS."),
    HTTPS_CERTIFICATE_DIRECTORY(
            "",
            "Directory with tls.crt, tls.key and ca.crt that HTTPS_PORT serves, as cert-manager writes them; empty: the"
                    + " operator makes its own."),
    HTTPS_SECRET(
            "higherself-redis-operator-serving",
            "Secret, in the operator's namespace, of the certificate that the operator makes for itself; with"
                    + " HTTPS_CERTIFICATE_DIRECTORY the Secret of yours, so that Prometheus is told where ca.crt is."),
    SERVICE_NAME(
            "higherself-redis-operator",
            "The operator's Service: its names are what the certificate of HTTPS_PORT must be good for."),
    ORIGINAL_RESOURCE(
            "", "The resource, as in namespace/name, that the paths below /redis/ speak of; empty: they answer 409."),
    LEADER_ELECTION("true", "Whether replicas of the operator elect a leader."),
    LEASE_NAME("higherself-redis-operator", "Name of the leader's lease, in the operator's namespace."),
    POD_NAMESPACE("higherself-redis-system", "The operator's own namespace; the Deployment sets it."),
    POD_NAME("higherself-redis-operator", "The operator's own pod; the Deployment sets it."),
    POD_IP(
            "",
            "Address of the operator's own pod; the Deployment sets it. A replica that stands by passes calls on to the"
                    + " leader's; empty: it can't."),
    OPERATOR_POD_LABELS(
            "app.kubernetes.io/name=higherself-redis-operator",
            "Labels of the operator's pods, with commas between; network policies admit them."),
    CLUSTER_DOMAIN("cluster.local", "DNS domain of the cluster."),
    SERVICE_ADDRESSES(
            "auto",
            "Where Services are when the ways through them are tried. dns: where their names lead, as applications find"
                    + " them; api: the addresses that the API server tells, for an operator outside of the cluster; auto:"
                    + " dns in a pod, else api."),
    RECONCILE_THREADS(
            "auto", "Resources that are reconciled at once, 1 to 200; auto is four for each processor, from 8 to 32."),
    PROBE_THREADS("2", "Threads that start probes, 1 to 32."),
    ACTION_TIMEOUT("2s", "Deadline of each command to a Redis that is not a probe, 100ms to 1m."),
    MONITORING(
            "auto",
            "Whether the operator makes its ServiceMonitor and its PrometheusRule, in its namespace. auto: where the cluster"
                    + " has these kinds; off: never."),
    MONITORING_LABELS(
            "",
            "Labels of those two, as in key=value with commas between: what your Prometheus selects them by, such as"
                    + " release=kube-prometheus-stack."),
    LOG_FORMAT("text", "How log lines are written: text or json."),
    LOG_LEVEL("INFO", "Least level of the operator's log lines: ERROR, WARN, INFO, DEBUG or TRACE.");

    private final String otherwise;
    private final String description;

    Setting(String otherwise, String description) {
        this.otherwise = otherwise;
        this.description = description;
    }

    /** Value where the variable is not set. */
    public String otherwise() {
        return otherwise;
    }

    public String description() {
        return description;
    }
}
