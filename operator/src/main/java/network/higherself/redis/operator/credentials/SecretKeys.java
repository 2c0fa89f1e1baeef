package network.higherself.redis.operator.credentials;

/**
 * Under which keys passwords are kept in the operator's own Secrets. A feature's is in the credentials' Secret under its
 * own name, as in {@code session-store}, and in its connection Secret.
 */
public final class SecretKeys {

    /** In the credentials' Secret and, as a second copy that is never mounted, in the servers' Secret. */
    public static final String OPERATOR = "operator";

    /** In the credentials' Secret. */
    public static final String REPLICATION = "replication";

    /** In the credentials' Secret. */
    public static final String APPLICATION = "application";

    /** In the servers' Secret: the same as {@link #REPLICATION}, for the readiness probe. */
    public static final String REPLICATION_PASSWORD = "replication-password";

    /** In the servers' Secret: the ACL file of servers before 7.0. */
    public static final String USERS_6_2 = "users-6.2.acl";

    /** In the servers' Secret: the ACL file of servers from 7.0 on. */
    public static final String USERS_7_0 = "users-7.0.acl";

    /** In the servers' Secret: how a replica authenticates with its primary. */
    public static final String REPLICATION_CONF = "replication.conf";

    /** In the applications' connection Secret. */
    public static final String CONNECTION_PASSWORD = "REDIS_PASSWORD";

    /** In the applications' connection Secret. */
    public static final String CONNECTION_USERNAME = "REDIS_USERNAME";

    /** In the applications' binding Secret. */
    public static final String BINDING_PASSWORD = "password";

    private SecretKeys() {}
}
