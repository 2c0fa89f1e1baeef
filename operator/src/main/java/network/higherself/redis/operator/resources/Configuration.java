package network.higherself.redis.operator.resources;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.redisconf.ConfigurationParts;
import network.higherself.redis.operator.redisconf.Directives;

/** What the server is configured with: the plan's directives, and after them those that only the operator sets. */
final class Configuration {

    /** Read after all parts, so that nothing in them can undo it. */
    private static final String OPERATOR = "operator.conf";

    private Configuration() {}

    static Map<String, String> parts(RedisPlan plan) {
        Map<String, String> parts = new TreeMap<>(ConfigurationParts.render(plan.directives()));
        parts.put(OPERATOR, operator(plan));
        return parts;
    }

    /** The plan's directives that a running server does not take. */
    static SortedMap<String, String> atStartOnly(RedisPlan plan) {
        return Directives.atStartOnly(plan.directives());
    }

    private static String operator(RedisPlan plan) {
        StringBuilder conf = new StringBuilder();
        line(conf, "bind", "* -::*");
        line(conf, "protected-mode", "no");
        line(conf, "daemonize", "no");
        line(conf, "unixsocket", Paths.SOCKET);
        line(conf, "unixsocketperm", "700");
        line(conf, "dir", Paths.DATA);
        line(conf, "aclfile", Paths.USERS);
        line(conf, "include", Paths.REPLICATION);
        if (plan.encryption().enabled()) {
            line(conf, "port", "0");
            line(conf, "tls-port", String.valueOf(plan.port()));
            line(conf, "tls-cert-file", Paths.CERTIFICATE);
            line(conf, "tls-key-file", Paths.CERTIFICATE_KEY);
            line(conf, "tls-ca-cert-file", Paths.AUTHORITY);
            line(conf, "tls-auth-clients", "optional");
            line(conf, "tls-replication", "yes");
        } else {
            line(conf, "port", String.valueOf(plan.port()));
        }
        if (plan.mode() == TopologyMode.Replication) {
            // Nobody's primary until the operator decides: such an instance answers reads and refuses writes.
            line(conf, "replicaof", "127.0.0.1 1");
        }
        return conf.toString();
    }

    private static void line(StringBuilder conf, String name, String value) {
        conf.append(name).append(' ').append(value).append('\n');
    }
}
