package network.higherself.redis.operator.status;

import java.util.List;

/** The conditions of a resource. */
public final class ConditionTypes {

    public static final String READY = "Ready";
    public static final String AVAILABLE = "Available";
    public static final String RECONCILING = "Reconciling";
    public static final String STALLED = "Stalled";
    public static final String CREDENTIALS_READY = "CredentialsReady";
    public static final String CERTIFICATE_READY = "CertificateReady";
    public static final String CONFIGURATION_APPLIED = "ConfigurationApplied";
    public static final String REPLICATION_HEALTHY = "ReplicationHealthy";

    public static final String ROUTES_HEALTHY = "RoutesHealthy";

    /** In the order in which they are written. */
    public static final List<String> ALL = List.of(
            READY,
            AVAILABLE,
            RECONCILING,
            STALLED,
            CREDENTIALS_READY,
            CERTIFICATE_READY,
            CONFIGURATION_APPLIED,
            REPLICATION_HEALTHY,
            ROUTES_HEALTHY);

    private ConditionTypes() {}
}
