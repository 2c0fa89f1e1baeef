package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The health rules of an instance that is not to be trusted, or not ready to be. */
class HealthWhileConnectingTest {

    private static final String HOST = "agents-0.agents-pods.sample.svc";

    @ParameterizedTest
    @EnumSource
    void aCertificateThatDoesNotHold(ServerBinaries binary) throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        Authority authority = issuer.authority("sample", "agents");
        ServerCertificate good = issuer.issue(authority, "agents", List.of(HOST));
        try (RealRedis redis = RealRedis.startTls(binary, good);
                Patient known = new Patient(redis, "agents-0")) {
            known.untilHealthy();

            redis.serve(issuer.issue(authority, "agents", List.of("agents-1.agents-pods.sample.svc")));
            try (Patient named = new Patient(redis, "agents-0")) {
                assertThat(named.until(HealthReason.CERTIFICATE_REJECTED).message())
                        .contains("mend the Secret of spec.tls.secretRef");
            }
            redis.serve(expired(authority));
            try (Patient timed = new Patient(redis, "agents-0")) {
                timed.until(HealthReason.CERTIFICATE_REJECTED);

                redis.serve(good);
                timed.untilHealthy();
            }
        }
    }

    private static ServerCertificate expired(Authority authority) {
        Instant longAgo =
                Instant.now().minus(CertificateIssuer.CERTIFICATE_LIFE).minus(Duration.ofMinutes(1));
        return new CertificateIssuer(Clock.fixed(longAgo, ZoneOffset.UTC)).issue(authority, "agents", List.of(HOST));
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaThatCopiesItsPrimary(ServerBinaries binary) throws Exception {
        try (RealRedis primary = RealRedis.start(
                        binary, "repl-diskless-sync yes", "repl-diskless-sync-delay 0", "rdb-key-save-delay 10000");
                RealRedis replica = RealRedis.start(binary, "replicaof 127.0.0.1 1");
                Patient patient = new Patient(replica, "agents-1")) {
            patient.until(HealthReason.UNASSIGNED);
            primary.ask("EVAL", "for i=1,200 do redis.call('SET','k:'..i,string.rep('x',1000)) end", "0");

            replica.ask("REPLICAOF", "127.0.0.1", String.valueOf(primary.port()));
            Verdict syncing = patient.until(HealthReason.SYNCING);
            assertThat(syncing.message()).contains("copying").contains("client-output-buffer-limit");
            assertThat(patient.pace()).as("probed fast until it is done").isPresent();

            patient.untilHealthy();
            assertThat(patient.answer().keys()).isEqualTo(200);
        }
    }
}
