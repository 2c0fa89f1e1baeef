package network.higherself.redis.operator.tls;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.operator.plan.Problem;

/** Reads the authorities that a user wants trusted for a Redis that somebody else runs. Pure. */
public final class TrustedAuthorities {

    private static final String FIELD = "spec.external.tls.caSecretRef";

    private TrustedAuthorities() {}

    /** One of the two is there. */
    public record Resolution(Optional<String> pem, Optional<Problem> problem) {}

    /** @param secret as it was found under the name */
    public static Resolution resolve(String name, String namespace, Optional<Secret> secret) {
        if (secret.isEmpty()) {
            return refused(
                    ".name",
                    "there is no Secret " + name + " in namespace " + namespace + ": make it, or correct the name");
        }
        Map<String, String> content = KnownCertificates.content(secret.get());
        String pem = content.get(TlsKeys.AUTHORITY);
        if (pem == null) {
            return refused(
                    "",
                    "Secret " + name + " has no key " + TlsKeys.AUTHORITY
                            + ": put the authorities' certificates there, in PEM");
        }
        try {
            Pem.certificates(pem);
            return new Resolution(Optional.of(pem), Optional.empty());
        } catch (Pem.Unreadable unreadable) {
            return refused("", TlsKeys.AUTHORITY + " in Secret " + name + " " + unreadable.getMessage());
        }
    }

    /** What applications were last given to trust, as their Secret has it. */
    public static Optional<String> inForce(Optional<Secret> binding) {
        return binding.map(KnownCertificates::content).map(content -> content.get(TlsKeys.AUTHORITY));
    }

    private static Resolution refused(String part, String message) {
        return new Resolution(Optional.empty(), Optional.of(new Problem(FIELD + part, message)));
    }
}
