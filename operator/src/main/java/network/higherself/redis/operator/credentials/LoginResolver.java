package network.higherself.redis.operator.credentials;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;
import network.higherself.redis.operator.plan.ExternalPlan.LoginSecret;
import network.higherself.redis.operator.plan.Problem;

/** Reads the login that a user gives in a Secret. Any password will do: another than us chose it. Pure. */
public final class LoginResolver {

    private LoginResolver() {}

    /** One of the two is there. */
    public record Resolution(Optional<Login> login, Optional<Problem> problem) {
        private static Resolution of(Login login) {
            return new Resolution(Optional.of(login), Optional.empty());
        }

        private static Resolution refused(String field, String message) {
            return new Resolution(Optional.empty(), Optional.of(new Problem(field, message)));
        }
    }

    /**
     * @param field of the spec that names the Secret
     * @param secret as it was found
     */
    public static Resolution resolve(String field, LoginSecret reference, String namespace, Optional<Secret> secret) {
        String name = reference.name();
        if (secret.isEmpty()) {
            return Resolution.refused(
                    field + ".secretRef.name",
                    "there is no Secret " + name + " in namespace " + namespace + ": make it, or correct the name");
        }
        Optional<String> password = KnownSecrets.value(secret, reference.passwordKey());
        if (password.isEmpty()) {
            return Resolution.refused(
                    field + ".passwordKey",
                    "Secret " + name + " has no key " + reference.passwordKey()
                            + " with a text: add it, or name the key that holds the password");
        }
        Optional<String> user =
                KnownSecrets.value(secret, reference.usernameKey().orElse(LoginSecret.USERNAME));
        if (reference.usernameKey().isPresent() && user.isEmpty()) {
            return Resolution.refused(
                    field + ".usernameKey",
                    "Secret " + name + " has no key " + reference.usernameKey().get()
                            + " with a text: add it, or name the key that holds the user's name");
        }
        if (breaks(password.get()) || user.filter(LoginResolver::breaks).isPresent()) {
            return Resolution.refused(
                    field + ".secretRef",
                    "a value in Secret " + name + " holds a line break: write it without one (printf %s, or echo -n)");
        }
        return Resolution.of(new Login(user.orElse(""), password.get()));
    }

    /** The login that was last given to applications, as their Secret has it. */
    public static Optional<Login> inForce(Optional<Secret> connection) {
        return KnownSecrets.value(connection, SecretKeys.CONNECTION_PASSWORD)
                .map(password -> new Login(
                        KnownSecrets.value(connection, SecretKeys.CONNECTION_USERNAME)
                                .orElse(""),
                        password));
    }

    private static boolean breaks(String value) {
        return value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0;
    }
}
