package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;

/** Models for tests. */
public final class SampleModels {

    public static final Credentials CREDENTIALS = new Credentials(
            "0perator0perator0perator0perator", "Replication1Replication1Replicat", "Application1Application1Applicat");

    private SampleModels() {}

    public static RedisModel of(RedisPlan plan) {
        return of(plan, credentials(plan));
    }

    /** With passwords for the features of a plan. */
    public static Credentials credentials(RedisPlan plan) {
        return CREDENTIALS.withFeatures(plan.features().enabled().keySet().stream()
                .collect(Collectors.toMap(Function.identity(), SampleModels::password)));
    }

    /** A feature's password. */
    public static String password(FeatureKind feature) {
        return (feature.kebab().replace("-", "") + "-" + "Feature1".repeat(4)).substring(0, 32);
    }

    static RedisModel of(RedisPlan plan, Credentials credentials) {
        RedisModel plain = with(plan, credentials, Optional.empty(), Optional.empty());
        if (!plan.encryption().enabled()) {
            return plain;
        }
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        Authority authority =
                issuer.authority(plan.identity().namespace(), plan.identity().name());
        ServerCertificate certificate = issuer.issue(
                authority,
                plan.identity().name(),
                Names.certificateHosts(
                        plan.identity().namespace(), plan.identity().name(), "cluster.local"));
        return with(plan, credentials, Optional.of(certificate), Optional.of(authority));
    }

    /** With certificates that stay the same from run to run, since they are only copied. */
    static RedisModel fixed(RedisPlan plan) {
        Instant end =
                Instant.parse("2036-01-01T00:00:00Z").atOffset(ZoneOffset.UTC).toInstant();
        return plan.encryption().enabled()
                ? with(
                        plan,
                        credentials(plan),
                        Optional.of(new ServerCertificate("certificate\n", "key\n", "authority\n", end, end, "f1")),
                        Optional.of(new Authority("authority\n", "authority key\n", "authority\n", end)))
                : with(plan, credentials(plan), Optional.empty(), Optional.empty());
    }

    private static RedisModel with(
            RedisPlan plan,
            Credentials credentials,
            Optional<ServerCertificate> certificate,
            Optional<Authority> authority) {
        return new RedisModel(
                plan,
                new OwnerReferenceBuilder()
                        .withApiVersion(HigherSelfRedis.GROUP + "/" + HigherSelfRedis.VERSION)
                        .withKind(HigherSelfRedis.KIND)
                        .withName(plan.identity().name())
                        .withUid(plan.identity().uid())
                        .withController(true)
                        .withBlockOwnerDeletion(false)
                        .build(),
                credentials,
                certificate,
                authority,
                Optional.empty(),
                plan.instances(),
                "{}",
                new RedisModel.OperatorPods(
                        "higherself-system", Map.of("app.kubernetes.io/name", "higherself-redis-operator")));
    }
}
