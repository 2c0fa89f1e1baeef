package network.higherself.redis.samples.clients;

import io.lettuce.core.RedisURI;
import java.io.File;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a connection Secret.
 *
 * @param uri with user and password, so not for logs
 * @param authority who signed the server's certificate; empty: whom the JVM trusts
 * @param certificate shown to servers that ask for one, with its key
 * @param maxConnections of this process in all
 * @param timeout of a command
 * @param connectTimeout of a connection's start
 * @param socketTimeout of a sign of life on a connection that only listens
 * @param healthCheckInterval between two such signs
 * @param maxRetries after the first attempt
 * @param retryDelay before the first retry; each further one waits twice as long
 */
public record RedisSettings(
        String uri,
        Optional<File> authority,
        Optional<File> certificate,
        Optional<File> key,
        int maxConnections,
        Duration timeout,
        Duration connectTimeout,
        Duration socketTimeout,
        Duration healthCheckInterval,
        boolean retryOnTimeout,
        boolean retryOnError,
        int maxRetries,
        Duration retryDelay) {

    /** @throws IllegalArgumentException with the variable's name, if one can't be read or asks for less than proven TLS */
    public static RedisSettings fromEnvironment() {
        return from(System.getenv());
    }

    static RedisSettings from(Map<String, String> variables) {
        String proof = variables.getOrDefault("REDIS_SSL_CERT_REQS", "required");
        if (!proof.equals("required")) {
            throw new IllegalArgumentException("REDIS_SSL_CERT_REQS is " + proof + ": only \"required\" is safe.");
        }
        return new RedisSettings(
                text(variables, "REDIS_URI")
                        .orElseThrow(() -> new IllegalArgumentException(
                                "REDIS_URI is not set: take it from the" + " connection Secret, by envFrom.")),
                text(variables, "REDIS_SSL_CA_CERTS").map(File::new),
                text(variables, "REDIS_SSL_CERTFILE").map(File::new),
                text(variables, "REDIS_SSL_KEYFILE").map(File::new),
                number(variables, "REDIS_MAX_CONNECTIONS", "10").intValueExact(),
                seconds(variables, "REDIS_TIMEOUT", "5"),
                seconds(variables, "REDIS_SOCKET_CONNECT_TIMEOUT", "5"),
                seconds(variables, "REDIS_SOCKET_TIMEOUT", "5"),
                seconds(variables, "REDIS_HEALTH_CHECK_INTERVAL", "30"),
                flag(variables, "REDIS_RETRY_ON_TIMEOUT"),
                flag(variables, "REDIS_RETRY_ON_ERROR"),
                number(variables, "REDIS_MAX_RETRIES", "3").intValueExact(),
                seconds(variables, "REDIS_RETRY_DELAY", "0.5"));
    }

    /** The URI holds host, port, database, user and password; {@code rediss:} has the certificate and host name proven. */
    RedisURI redisUri(String clientName) {
        RedisURI parsed = RedisURI.create(uri);
        parsed.setTimeout(timeout);
        parsed.setClientName(clientName);
        return parsed;
    }

    private static Optional<String> text(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    private static boolean flag(Map<String, String> variables, String name) {
        return text(variables, name).map(Boolean::parseBoolean).orElse(true);
    }

    private static Duration seconds(Map<String, String> variables, String name, String otherwise) {
        return Duration.ofMillis(
                number(variables, name, otherwise).movePointRight(3).longValue());
    }

    private static BigDecimal number(Map<String, String> variables, String name, String otherwise) {
        try {
            return new BigDecimal(text(variables, name).orElse(otherwise));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a number", e);
        }
    }

    /** Without the URI, which holds the password. */
    @Override
    public String toString() {
        return "RedisSettings[maxConnections=" + maxConnections + ", timeout=" + timeout + "]";
    }
}
