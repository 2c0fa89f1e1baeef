package network.higherself.redis.operator.resources;

import java.time.Duration;
import java.util.Optional;
import network.higherself.redis.operator.plan.RedisPlan.ClientSettings;

/**
 * Where applications connect, and what they are told to use.
 *
 * @param authorityPem what is to be trusted; with TLS and none, the public authorities are
 * @param slowFrom from how long on a command counts as slow
 */
record Target(
        String host, int port, boolean tls, Optional<String> authorityPem, ClientSettings client, Duration slowFrom) {}
