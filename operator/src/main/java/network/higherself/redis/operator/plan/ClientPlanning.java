package network.higherself.redis.operator.plan;

import java.time.Duration;
import java.util.SortedMap;
import network.higherself.redis.api.v1.Client;
import network.higherself.redis.api.v1.Retry;
import network.higherself.redis.operator.plan.RedisPlan.ClientSettings;

/** What applications are told to use: pool, timeouts, retries. Pure. */
final class ClientPlanning {

    private ClientPlanning() {}

    /** The logical database, which the server must have. */
    static int database(Client asked, SortedMap<String, String> directives, Problems problems) {
        int databases = Integer.parseInt(directives.get("databases"));
        return problems.number("spec.client.database", asked == null ? null : asked.database(), 0, 0, databases - 1);
    }

    static ClientSettings resolve(Client asked, EnvironmentDefaults defaults, int database, Problems problems) {
        Client client = asked == null ? new Client(null, null, null, null, null, null, null, null) : asked;
        Retry retry = client.retry() == null ? new Retry(null, null, null, null) : client.retry();
        Duration least = Duration.ofMillis(1);
        Duration most = Duration.ofHours(1);
        String mountPath = client.mountPath() == null ? "/etc/redis-binding" : client.mountPath();
        if (!mountPath.matches("/[^\\s]*")) {
            problems.refuse("spec.client.mountPath", "must be an absolute path without spaces.");
        }
        return new ClientSettings(
                database,
                problems.number(
                        "spec.client.maxConnections", client.maxConnections(), defaults.maxConnections(), 1, 100_000),
                problems.duration("spec.client.timeout", client.timeout(), defaults.commandTimeout(), least, most),
                problems.duration(
                        "spec.client.connectTimeout", client.connectTimeout(), Duration.ofSeconds(5), least, most),
                problems.duration(
                        "spec.client.socketTimeout", client.socketTimeout(), Duration.ofSeconds(5), least, most),
                problems.duration(
                        "spec.client.healthCheckInterval",
                        client.healthCheckInterval(),
                        Duration.ofSeconds(30),
                        least,
                        most),
                mountPath,
                problems.number("spec.client.retry.max", retry.max(), 3, 0, 100),
                problems.duration(
                        "spec.client.retry.delay", retry.delay(), Duration.ofMillis(500), Duration.ZERO, most),
                retry.onTimeout() == null || retry.onTimeout(),
                retry.onError() == null || retry.onError());
    }
}
