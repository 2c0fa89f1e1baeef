package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process that stood still must not write when it wakes up. */
class LeadershipTest {

    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/n/leases/operator";
    private static final String SECRET = "/api/v1/namespaces/n/secrets/a-credentials";

    private long steady;
    private long wall;
    private final Leadership leadership = new Leadership(true, () -> steady * 1_000_000, () -> wall);

    @Test
    void nothingIsWrittenBeforeTheFirstLeaseAndAfterTheLastHasRunOut() {
        assertThat(leadership.mayWrite()).isFalse();
        renew(200);
        pass(11_000);
        assertThat(leadership.mayWrite()).isTrue();
        assertThatCode(() -> write(SECRET)).doesNotThrowAnyException();

        pass(1_000);

        assertThat(leadership.mayWrite()).isFalse();
        assertThatThrownBy(() -> write(SECRET)).isInstanceOf(KubernetesClientException.class);
        assertThatCode(() -> leadership.before(null, request("GET", SECRET), null))
                .doesNotThrowAnyException();
        assertThatCode(() -> write(LEASE)).doesNotThrowAnyException();
    }

    @Test
    void aReplicaThatStandsByMayAskWhoCalls() {
        for (String question : List.of(
                "/apis/authentication.k8s.io/v1/tokenreviews",
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")) {
            assertThatCode(() -> write(question)).doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> write("/api/v1/namespaces/tokenreviews/secrets/a"))
                .isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void aLeaseCountsFromWhenItWasAskedForAndOnlyIfItWasGranted() {
        renew(200);
        pass(10_000);
        renew(409);
        pass(2_000);
        assertThat(leadership.mayWrite()).as("refused").isFalse();

        leadership.before(null, request("PATCH", LEASE), null);
        pass(12_000);
        leadership.after(request("PATCH", LEASE), response(200), null);
        assertThat(leadership.mayWrite()).as("answered late").isFalse();
    }

    @Test
    void timeInWhichTheMachineWasSuspendedCounts() {
        renew(200);
        wall += 20_000;
        assertThat(leadership.mayWrite()).isFalse();
    }

    @Test
    void withoutAnElectionTheProcessMayAlwaysWrite() {
        assertThat(new Leadership(false).mayWrite()).isTrue();
    }

    private void renew(int answer) {
        write(LEASE);
        leadership.after(request("PATCH", LEASE), response(answer), null);
    }

    private void write(String path) {
        leadership.before(null, request("PATCH", path), null);
    }

    private void pass(long millis) {
        steady += millis;
        wall += millis;
    }

    private static HttpRequest request(String method, String path) {
        HttpRequest request = mock(HttpRequest.class);
        when(request.method()).thenReturn(method);
        when(request.uri()).thenReturn(URI.create("https://10.96.0.1" + path));
        return request;
    }

    private static HttpResponse<?> response(int code) {
        HttpResponse<?> response = mock(HttpResponse.class);
        when(response.isSuccessful()).thenReturn(code < 300);
        return response;
    }
}
