package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import network.higherself.redis.operator.credentials.AclFile;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.credentials.SecretKeys;
import network.higherself.redis.operator.credentials.VersionFamily;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.operator.tls.TlsKeys;

/** The Secrets of a resource. */
final class Secrets {

    private static final String OPAQUE = "Opaque";
    private static final String BINDING = "servicebinding.io/redis";

    private Secrets() {}

    /** The passwords in clear; never mounted. */
    static Secret credentials(RedisModel model) {
        Credentials credentials = model.credentials();
        Map<String, String> passwords = new TreeMap<>(Map.of(
                SecretKeys.OPERATOR, credentials.operator(),
                SecretKeys.REPLICATION, credentials.replication(),
                SecretKeys.APPLICATION, credentials.application()));
        credentials.features().forEach((feature, password) -> passwords.put(feature.kebab(), password));
        return secret(model, Names.credentials(model.name()), OPAQUE, passwords);
    }

    /** What servers need; the operator's password is a second copy that the pods do not mount. */
    static Secret server(RedisModel model) {
        Credentials credentials = model.credentials();
        RedisPlan plan = model.plan();
        return secret(
                model,
                Names.server(model.name()),
                OPAQUE,
                Map.of(
                        SecretKeys.USERS_6_2, AclFile.render(plan, credentials, VersionFamily.V6_2),
                        SecretKeys.USERS_7_0, AclFile.render(plan, credentials, VersionFamily.V7_0),
                        SecretKeys.REPLICATION_CONF,
                                "masteruser " + Credentials.REPLICATION_USER + "\nmasterauth "
                                        + credentials.replication() + "\n",
                        SecretKeys.REPLICATION_PASSWORD, credentials.replication(),
                        SecretKeys.OPERATOR, credentials.operator()));
    }

    /** The generated authority; never mounted, so that no pod can make certificates. */
    static Secret authority(RedisModel model) {
        Authority authority = model.authority().orElseThrow();
        return secret(
                model,
                Names.authority(model.name()),
                OPAQUE,
                Map.of(
                        TlsKeys.AUTHORITY, authority.trustPem(),
                        TlsKeys.AUTHORITY_KEY, authority.keyPem()));
    }

    /** What servers serve. Opaque, since the kind for TLS fixes nothing that matters here and can't be changed. */
    static Secret tls(RedisModel model) {
        ServerCertificate certificate = model.certificate().orElseThrow();
        return secret(
                model,
                Names.tls(model.name()),
                OPAQUE,
                Map.of(
                        TlsKeys.CERTIFICATE, certificate.certificatePem(),
                        TlsKeys.CERTIFICATE_KEY, certificate.keyPem(),
                        TlsKeys.AUTHORITY, certificate.authorityPem()));
    }

    /** Only for the environment of applications: every key becomes a variable. */
    static Secret connection(Model model) {
        return secret(model, Names.connection(model.name()), OPAQUE, ConnectionSettings.of(model));
    }

    /** The same for those that use one feature, with its own user. */
    static Secret connection(RedisModel model, FeatureKind feature) {
        return secret(
                model, Names.featureConnection(model.name(), feature), OPAQUE, ConnectionSettings.of(model, feature));
    }

    /**
     * To be mounted.
     *
     * @see <a href="https://servicebinding.io/spec/core/1.1.0/">Service Binding Specification</a>
     */
    static Secret binding(Model model) {
        return secret(model, Names.binding(model.name()), BINDING, ConnectionSettings.binding(model));
    }

    private static Secret secret(Model model, String name, String type, Map<String, String> content) {
        Map<String, String> data = new TreeMap<>();
        content.forEach((key, value) ->
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return new SecretBuilder()
                .withMetadata(Metadata.of(model, name))
                .withType(type)
                .withData(data)
                .build();
    }
}
