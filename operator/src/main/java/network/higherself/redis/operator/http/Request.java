package network.higherself.redis.operator.http;

import java.util.Map;
import java.util.Optional;

/**
 * A call that has been read in full. {@code toString} shows neither headers nor query, which may hold a token.
 *
 * @param path as it was sent, percent-encoded
 * @param query as it was sent, without the question mark; empty where there is none
 * @param headers by lower-case name; of several of one name the first
 * @param remote address of the caller
 */
public record Request(
        String method, String path, String query, Map<String, String> headers, byte[] body, String remote) {

    /** @param name in lower case */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public String toString() {
        return "Request[" + method + "]";
    }
}
