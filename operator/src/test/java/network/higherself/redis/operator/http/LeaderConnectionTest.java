package network.higherself.redis.operator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a replica passes calls on to the one that leads. */
class LeaderConnectionTest {

    private static final String NAME = "operator.system.svc";
    private static final String CALL = "/api/v1/redis";

    private final CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
    private final Authority authority = issuer.authority("system", "operator");
    private final Network network = new Network(1);
    private final AtomicReference<Request> received = new AtomicReference<>();
    private final HttpServer leader = HttpServer.encrypted(network, 0, request -> {
        received.set(request);
        return CompletableFuture.completedFuture(
                Response.problem(403, "no").with(Map.of("WWW-Authenticate", "Bearer", "X-Secret", "internal")));
    });
    private final LeaderConnection connection =
            new LeaderConnection(network, NAME, "operator-1", Duration.ofSeconds(2));

    @AfterEach
    void close() {
        leader.close();
        network.close();
    }

    @Test
    void theCallersTokenGoesAlongAndTheAnswerComesBackAsItIs() {
        show(authority, NAME);
        connection.trust(authority.trustPem());

        Response answer = pass();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(new String(answer.body().get(0), StandardCharsets.UTF_8)).contains("\"detail\":\"no\"");
        assertThat(answer.headers())
                .containsEntry(Response.CONTENT_TYPE, "application/problem+json")
                .containsEntry("WWW-Authenticate", "Bearer")
                .doesNotContainKey("X-Secret");
        assertThat(received.get().path()).isEqualTo(CALL);
        assertThat(received.get().query()).isEqualTo("a=b%20c");
        assertThat(received.get().header("authorization")).hasValue("Bearer token");
        assertThat(received.get().header(LeaderConnection.PASSED_ON)).hasValue("operator-1");
        assertThat(received.get().header("cookie")).hasValue("session=sealed");
        assertThat(received.get().header("x-other")).isEmpty();
    }

    @Test
    void noTokenGoesToWhoeverCanNotShowWhoItIs() {
        show(authority, "others.system.svc");
        connection.trust(authority.trustPem());
        refused();

        show(issuer.authority("system", "stranger"), NAME);
        refused();
    }

    @Test
    void aLeaderThatIsAwayOrDoesNotAnswerIsSaid() {
        refused();
        connection.trust(authority.trustPem());
        refused();
        leader.close();
        refused();
    }

    private void refused() {
        assertThatThrownBy(this::pass)
                .hasCauseInstanceOf(Refusal.class)
                .hasMessageContaining("the one that leads can't be reached");
        assertThat(received.get()).isNull();
    }

    private void show(Authority by, String name) {
        ServerCertificate certificate = issuer.issue(by, "operator", List.of(name));
        leader.show(new ServerIdentity(certificate.chain(), certificate.key()));
    }

    private Response pass() {
        return connection
                .pass(
                        new Request(
                                "GET",
                                CALL,
                                "a=b%20c",
                                Map.of("authorization", "Bearer token", "cookie", "session=sealed", "x-other", "x"),
                                new byte[0],
                                "10.0.0.1"),
                        new InetSocketAddress("127.0.0.1", leader.port()))
                .join();
    }
}
