package network.higherself.redis.operator.credentials;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.operator.plan.FeatureKind;

/**
 * The operator's own Secrets of one resource, as far as they exist. Several hold the same passwords, so that any of
 * them can be rebuilt from the others. {@code toString} shows no content.
 *
 * @param features the connection Secrets of features
 */
public record KnownSecrets(
        Optional<Secret> credentials,
        Optional<Secret> server,
        Optional<Secret> connection,
        Optional<Secret> binding,
        Map<FeatureKind, Secret> features) {

    public KnownSecrets {
        features = Map.copyOf(features);
    }

    /** Without features. */
    KnownSecrets(
            Optional<Secret> credentials,
            Optional<Secret> server,
            Optional<Secret> connection,
            Optional<Secret> binding) {
        this(credentials, server, connection, binding, Map.of());
    }

    List<String> operatorPasswords() {
        return Stream.of(value(credentials, SecretKeys.OPERATOR), value(server, SecretKeys.OPERATOR))
                .flatMap(Optional::stream)
                .toList();
    }

    List<String> replicationPasswords() {
        return Stream.of(value(credentials, SecretKeys.REPLICATION), value(server, SecretKeys.REPLICATION_PASSWORD))
                .flatMap(Optional::stream)
                .toList();
    }

    List<String> applicationPasswords() {
        return Stream.of(
                        value(credentials, SecretKeys.APPLICATION),
                        value(connection, SecretKeys.CONNECTION_PASSWORD),
                        value(binding, SecretKeys.BINDING_PASSWORD))
                .flatMap(Optional::stream)
                .toList();
    }

    List<String> featurePasswords(FeatureKind feature) {
        return Stream.of(
                        value(credentials, feature.kebab()),
                        value(Optional.ofNullable(features.get(feature)), SecretKeys.CONNECTION_PASSWORD))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The ACL file that servers start with. */
    Optional<String> users() {
        return value(server, SecretKeys.USERS_7_0).or(() -> value(server, SecretKeys.USERS_6_2));
    }

    /** The text under a key; empty where there is no such key, no text, or no base64. */
    static Optional<String> value(Optional<Secret> secret, String key) {
        return secret.map(Secret::getData)
                .map(data -> data.get(key))
                .flatMap(KnownSecrets::decode)
                .filter(text -> !text.isEmpty());
    }

    static Optional<String> decode(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "KnownSecrets[credentials=" + credentials.isPresent() + ", server=" + server.isPresent()
                + ", connection=" + connection.isPresent() + ", binding=" + binding.isPresent() + ", features="
                + features.keySet() + "]";
    }
}
