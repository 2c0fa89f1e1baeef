package network.higherself.redis.operator.resources;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.credentials.SecretKeys;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.tls.TlsKeys;

/**
 * How applications connect, as variables of an environment and as a service binding. Timeouts and intervals are whole
 * seconds of at least 1, since that is what the applications read; the retry delay and the slow-query threshold are
 * decimal seconds.
 */
final class ConnectionSettings {

    /** Key of the binding under which the variables stand as a {@code .env} file. */
    static final String ENV_FILE = "redis.env";

    private static final String PROVIDER = "higherself-redis-operator";
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./:@%+,~*-]*");

    private ConnectionSettings() {}

    static Map<String, String> of(Model model) {
        return of(model.target(), model.login());
    }

    /** For those that use one feature; its user can do nothing else, and the flags say so. */
    static Map<String, String> of(RedisModel model, FeatureKind feature) {
        return of(
                model.target(),
                new ApplicationLogin(
                        Credentials.user(feature),
                        model.credentials().features().get(feature),
                        feature::equals));
    }

    private static Map<String, String> of(Target target, ApplicationLogin login) {
        RedisPlan.ClientSettings client = target.client();
        boolean authority = target.authorityPem().isPresent();
        Map<String, String> settings = new TreeMap<>();
        settings.put("REDIS_URI", uri(target, login));
        settings.put("REDIS_HOST", target.host());
        settings.put("REDIS_PORT", String.valueOf(target.port()));
        settings.put("REDIS_DATABASE", String.valueOf(client.database()));
        settings.put(SecretKeys.CONNECTION_USERNAME, login.user());
        settings.put(SecretKeys.CONNECTION_PASSWORD, login.password());
        settings.put("REDIS_SSL", String.valueOf(target.tls()));
        settings.put("REDIS_SSL_CERT_REQS", "required");
        settings.put("REDIS_SSL_CA_CERTS", authority ? below(client.mountPath(), TlsKeys.AUTHORITY) : "");
        // Present and empty: servers ask for no client certificate, and an unset variable may mean an old one.
        settings.put("REDIS_SSL_CERTFILE", "");
        settings.put("REDIS_SSL_KEYFILE", "");
        settings.put("REDIS_MAX_CONNECTIONS", String.valueOf(client.maxConnections()));
        settings.put("REDIS_TIMEOUT", wholeSeconds(client.timeout()));
        settings.put("REDIS_SOCKET_CONNECT_TIMEOUT", wholeSeconds(client.connectTimeout()));
        settings.put("REDIS_SOCKET_TIMEOUT", wholeSeconds(client.socketTimeout()));
        settings.put("REDIS_HEALTH_CHECK_INTERVAL", wholeSeconds(client.healthCheckInterval()));
        settings.put("REDIS_RETRY_ON_TIMEOUT", String.valueOf(client.retryOnTimeout()));
        settings.put("REDIS_RETRY_ON_ERROR", String.valueOf(client.retryOnError()));
        settings.put("REDIS_MAX_RETRIES", String.valueOf(client.maxRetries()));
        settings.put("REDIS_RETRY_DELAY", decimalSeconds(client.retryDelay()));
        settings.put("REDIS_CACHE_ENABLED", flag(login, FeatureKind.CACHE));
        settings.put("REDIS_PUBSUB_ENABLED", flag(login, FeatureKind.PUBSUB));
        settings.put("REDIS_SESSION_STORE_ENABLED", flag(login, FeatureKind.SESSION_STORE));
        settings.put("REDIS_RATE_LIMITING_ENABLED", flag(login, FeatureKind.RATE_LIMITING));
        settings.put("REDIS_METRICS_ENABLED", "true");
        settings.put("REDIS_SLOW_QUERY_THRESHOLD", decimalSeconds(target.slowFrom()));
        settings.put("ENABLE_REDIS", "true");
        return settings;
    }

    static Map<String, String> binding(Model model) {
        Target target = model.target();
        ApplicationLogin login = model.login();
        Map<String, String> binding = new TreeMap<>();
        binding.put("type", "redis");
        binding.put("provider", PROVIDER);
        binding.put("host", target.host());
        binding.put("port", String.valueOf(target.port()));
        binding.put("uri", uri(target, login));
        if (!login.user().isEmpty()) {
            binding.put("username", login.user());
        }
        binding.put(SecretKeys.BINDING_PASSWORD, login.password());
        binding.put(ENV_FILE, envFile(of(model)));
        target.authorityPem().ifPresent(authority -> {
            binding.put("certificates", authority);
            binding.put(TlsKeys.AUTHORITY, authority);
        });
        return binding;
    }

    private static String flag(ApplicationLogin login, FeatureKind feature) {
        return String.valueOf(login.uses().test(feature));
    }

    private static String uri(Target target, ApplicationLogin login) {
        String password = login.password().isEmpty() ? "" : ":" + percentEncoded(login.password());
        String user = percentEncoded(login.user()) + password;
        String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
        return (target.tls() ? "rediss://" : "redis://")
                + (user.isEmpty() ? "" : user + "@")
                + host
                + ":"
                + target.port()
                + "/"
                + target.client().database();
    }

    /** All but RFC 3986's unreserved characters, as UTF-8. */
    static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format("%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    /** Single quotes, with backslash escapes inside, keep a value as it is in every common reader of such files. */
    static String envFile(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + quoted(setting.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private static String quoted(String value) {
        return NEEDS_NO_QUOTES.matcher(value).matches()
                ? value
                : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String below(String directory, String file) {
        return directory.endsWith("/") ? directory + file : directory + "/" + file;
    }

    private static String wholeSeconds(Duration duration) {
        return String.valueOf(Math.max(1, duration.plusMillis(999).toSeconds()));
    }

    private static String decimalSeconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
        return (seconds.scale() < 1 ? seconds.setScale(1) : seconds).toPlainString();
    }
}
