package network.higherself.redis.operator.redis;

import java.util.Optional;

/**
 * How the operator is let in. {@code toString} shows no password.
 *
 * @param user empty: the default user, where there is a password at all
 * @param password empty: the server asks for none
 * @param authorityPem the authority that a server's certificate must lead to; empty: no TLS, or one of the public ones
 */
public record Access(String user, String password, Optional<String> authorityPem) {
    @Override
    public String toString() {
        return "Access[user=" + user + ", tls=" + authorityPem.isPresent() + "]";
    }
}
