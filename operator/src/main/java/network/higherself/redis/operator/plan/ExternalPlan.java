package network.higherself.redis.operator.plan;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.api.v1.ExternalMode;
import network.higherself.redis.operator.plan.RedisPlan.ClientSettings;
import network.higherself.redis.operator.plan.RedisPlan.Identity;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;

/**
 * A Redis that somebody else runs, with everything resolved and nothing left to decide. Holds no secret, so it may be
 * kept in a ConfigMap.
 *
 * @param host where it is found: its own, that of Sentinels, or that of a cluster's nodes
 * @param tls whether connections are encrypted
 * @param authoritySecret Secret with the authorities to trust; empty: the public ones
 * @param canary whether a test key may be written
 * @param client what applications find in their Secrets; its database is the one that is meant
 */
public record ExternalPlan(
        Identity identity,
        Environment environment,
        String host,
        int port,
        ExternalMode mode,
        Optional<SentinelAccess> sentinel,
        boolean tls,
        Optional<String> authoritySecret,
        Optional<LoginSecret> login,
        boolean canary,
        ClientSettings client,
        ProbeSettings probe) {

    /** @param usernameKey empty: {@value #USERNAME} where the Secret has it, else the default user */
    public record LoginSecret(String name, Optional<String> usernameKey, String passwordKey) {
        public static final String USERNAME = "username";
        static final String PASSWORD = "password";
    }

    /** What is asked of the Sentinels, and how to get in there. */
    public record SentinelAccess(String masterName, Optional<LoginSecret> login) {}

    /** The Secrets that the user names. */
    public Set<String> secretNames() {
        Set<String> names = new TreeSet<>();
        login.map(LoginSecret::name).ifPresent(names::add);
        sentinel.flatMap(SentinelAccess::login).map(LoginSecret::name).ifPresent(names::add);
        authoritySecret.ifPresent(names::add);
        return names;
    }
}
