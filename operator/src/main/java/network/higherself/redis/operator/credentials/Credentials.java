package network.higherself.redis.operator.credentials;

/**
 * The passwords of one resource's users. {@code toString} shows none of them.
 *
 * @param operator of the system user {@code higherself-operator}
 * @param replication of the system user {@code higherself-replication}
 * @param application of the application's user {@code higherself}
 */
public record Credentials(String operator, String replication, String application) {
    public static final String OPERATOR_USER = "higherself-operator";
    public static final String REPLICATION_USER = "higherself-replication";
    public static final String APPLICATION_USER = "higherself";

    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
