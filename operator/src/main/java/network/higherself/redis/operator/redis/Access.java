package network.higherself.redis.operator.redis;

import java.util.Optional;

/**
 * How the operator is let in. {@code toString} shows no password.
 *
 * @param authorityPem the authority that a server's certificate must lead to; empty: no TLS
 */
public record Access(String user, String password, Optional<String> authorityPem) {
    @Override
    public String toString() {
        return "Access[user=" + user + ", tls=" + authorityPem.isPresent() + "]";
    }
}
