package network.higherself.redis.operator.credentials;

/**
 * How to log in to a Redis that somebody else runs. {@code toString} does not show the password.
 *
 * @param user empty: the default user
 * @param password empty: there is none
 */
public record Login(String user, String password) {

    /** To a Redis that asks for nothing. */
    public static final Login NONE = new Login("", "");

    @Override
    public String toString() {
        return "Login[user=" + user + "]";
    }
}
