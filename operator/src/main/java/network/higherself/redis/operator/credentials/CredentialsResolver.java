package network.higherself.redis.operator.credentials;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;

/**
 * Finds the passwords that are in force, and makes those that there never were.
 *
 * <p>What the operator remembers counts first: it is what servers were last given, and a Secret that somebody changed
 * by hand is put right by it. After a restart of the operator, the password whose hash stands in the servers' ACL file
 * counts, whichever Secret holds it. Only a password that is nowhere to be found is made anew.
 *
 * <p>A resource that stops naming a Secret keeps the password that it had. One that names a Secret has the password of
 * that Secret, as soon as it is a good one.
 */
public final class CredentialsResolver {

    private static final String FIELD = "spec.auth.passwordSecretRef";

    private final Passwords passwords;

    public CredentialsResolver(Passwords passwords) {
        this.passwords = passwords;
    }

    /**
     * @param userSecret the Secret that the plan names, where there is one
     * @param remembered what the operator last resolved for this resource
     */
    public CredentialsResolution resolve(
            RedisPlan plan, KnownSecrets known, Optional<Secret> userSecret, Optional<Credentials> remembered) {
        Search search = new Search(plan, known, remembered);
        if (plan.access().password().isPresent()) {
            RedisPlan.SecretKey reference = plan.access().password().get();
            Optional<String> given = userSecret
                    .flatMap(secret -> Optional.ofNullable(secret.getData()))
                    .flatMap(data -> Optional.ofNullable(data.get(reference.key())))
                    .flatMap(KnownSecrets::decode);
            Optional<Problem> problem = problem(plan, reference, userSecret, given);
            if (problem.isPresent()) {
                return new CredentialsResolution.Refused(List.of(problem.get()), search.inForce());
            }
            return search.resolved(given.get());
        }
        return search.resolved(search.application().orElseGet(() -> search.make(Credentials.APPLICATION_USER)));
    }

    private static Optional<Problem> problem(
            RedisPlan plan, RedisPlan.SecretKey reference, Optional<Secret> secret, Optional<String> given) {
        if (secret.isEmpty()) {
            return Optional.of(new Problem(
                    FIELD + ".name",
                    "there is no Secret " + reference.name() + " in namespace "
                            + plan.identity().namespace() + ": make it, or correct the name"));
        }
        if (given.isEmpty()) {
            return Optional.of(new Problem(
                    FIELD + ".key",
                    "Secret " + reference.name() + " has no key " + reference.key()
                            + ": add it, or name the key that holds the password"));
        }
        return PasswordRules.fault(given.get(), plan.environment())
                .map(fault -> new Problem(
                        FIELD,
                        "the password in Secret " + reference.name() + ", key " + reference.key() + ", " + fault));
    }

    /** One look through all that is known. */
    private final class Search {
        private final Set<FeatureKind> enabled;
        private final KnownSecrets known;
        private final Optional<Credentials> remembered;
        private final Set<String> made = new LinkedHashSet<>();

        private Search(RedisPlan plan, KnownSecrets known, Optional<Credentials> remembered) {
            this.enabled = plan.features().enabled().keySet();
            this.known = known;
            this.remembered = remembered;
        }

        private CredentialsResolution.Resolved resolved(String application) {
            Map<FeatureKind, String> features = new EnumMap<>(FeatureKind.class);
            enabled.forEach(kind -> features.put(kind, feature(kind).orElseGet(() -> make(Credentials.user(kind)))));
            Credentials credentials = new Credentials(
                            operator().orElseGet(() -> make(Credentials.OPERATOR_USER)),
                            replication().orElseGet(() -> make(Credentials.REPLICATION_USER)),
                            application)
                    .withFeatures(features);
            return new CredentialsResolution.Resolved(credentials, Set.copyOf(made));
        }

        private Optional<Credentials> inForce() {
            Map<FeatureKind, String> features = new EnumMap<>(FeatureKind.class);
            enabled.forEach(kind -> feature(kind).ifPresent(password -> features.put(kind, password)));
            return operator()
                    .flatMap(operator -> replication()
                            .flatMap(replication -> application()
                                    .map(application -> new Credentials(operator, replication, application)
                                            .withFeatures(features))));
        }

        private String make(String user) {
            made.add(user);
            return passwords.next();
        }

        private Optional<String> operator() {
            return remembered
                    .map(Credentials::operator)
                    .or(() -> pick(Credentials.OPERATOR_USER, known.operatorPasswords()));
        }

        private Optional<String> replication() {
            return remembered
                    .map(Credentials::replication)
                    .or(() -> pick(Credentials.REPLICATION_USER, known.replicationPasswords()));
        }

        private Optional<String> application() {
            return remembered
                    .map(Credentials::application)
                    .or(() -> pick(Credentials.APPLICATION_USER, known.applicationPasswords()));
        }

        private Optional<String> feature(FeatureKind kind) {
            return remembered
                    .map(credentials -> credentials.features().get(kind))
                    .or(() -> pick(Credentials.user(kind), known.featurePasswords(kind)));
        }

        private Optional<String> pick(String user, List<String> candidates) {
            return candidates.stream()
                    .filter(candidate -> known.users()
                            .map(file -> AclFile.admits(file, user, candidate))
                            .orElse(false))
                    .findFirst()
                    .or(() -> candidates.stream().findFirst());
        }
    }
}
