package network.higherself.redis.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.api.v1.HigherSelfRedis;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class EventsTest {

    KubernetesClient client;
    KubernetesMockServer server;

    private static HigherSelfRedis resource() {
        HigherSelfRedis resource = new HigherSelfRedis();
        resource.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("r")
                .withUid("u")
                .withGeneration(1L)
                .build());
        return resource;
    }

    /** Creating and patching is all that the operator's role allows. */
    @Test
    void aRepeatedNoteCountsUpOneEventByPatchesAlone() throws InterruptedException {
        server.expect()
                .post()
                .withPath("/apis/events.k8s.io/v1/namespaces/ns/events")
                .andReturn(201, new Event())
                .always();
        try (Events events = new Events(client, "operator-0", Clock.systemUTC())) {
            Note note = new Note(Note.Reason.InstanceUnhealthy, "r-1: LinkDown: mend the network");
            events.tell(resource(), note);
            RecordedRequest created = server.takeRequest(5, TimeUnit.SECONDS);
            Event event = Serialization.unmarshal(created.getBody().readUtf8(), Event.class);
            server.expect()
                    .patch()
                    .withPath("/apis/events.k8s.io/v1/namespaces/ns/events/"
                            + event.getMetadata().getName() + "?fieldManager=higherself-redis-operator&force=true")
                    .andReturn(200, event)
                    .always();
            events.tell(resource(), note);
            events.tell(resource(), note);
            RecordedRequest second = server.takeRequest(5, TimeUnit.SECONDS);
            RecordedRequest third = server.takeRequest(5, TimeUnit.SECONDS);

            assertThat(created.method()).hasToString("POST");
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getReason()).isEqualTo("InstanceUnhealthy");
            assertThat(event.getRegarding().getUid()).isEqualTo("u");
            assertThat(second.method()).hasToString("PATCH");
            assertThat(series(second)).isEqualTo(2);
            assertThat(third.method()).hasToString("PATCH");
            assertThat(series(third)).isEqualTo(3);
        }
    }

    private static int series(RecordedRequest request) {
        return Serialization.unmarshal(request.getBody().readUtf8(), Event.class)
                .getSeries()
                .getCount();
    }

    @Test
    void aNoteIsShorterThanTheApiServerAllows() {
        String bounded = Events.bounded("ü".repeat(2000));
        assertThat(bounded.getBytes(StandardCharsets.UTF_8).length).isLessThan(1024);
        assertThat(bounded).endsWith("…");
    }
}
