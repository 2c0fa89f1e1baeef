package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import network.higherself.redis.operator.reconcile.NamedSecrets.Lookup;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class NamedSecretsTest {

    private static final ResourceID RESOURCE = new ResourceID("cache", "shop");
    private static final String LIST =
            "/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name%3Dmine&resourceVersion=0";

    private static final String WATCH = "/api/v1/namespaces/shop/secrets?allowWatchBookmarks=true"
            + "&fieldSelector=metadata.name%3Dmine&resourceVersion=7&timeoutSeconds=600&watch=true";

    private KubernetesMockServer server;
    private KubernetesClient client;

    /** A right that is given late raises no event: who asked before would wait for good. */
    @Test
    void aSecretThatMayBeReadOnlyLaterIsReadThen() {
        Secret mine = new SecretBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("mine")
                .withResourceVersion("7")
                .endMetadata()
                .build();
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(
                        403,
                        new StatusBuilder()
                                .withCode(403)
                                .withMessage("secrets is forbidden")
                                .build())
                .once();
        server.expect()
                .get()
                .withPath(LIST)
                .andReturn(
                        200,
                        new SecretListBuilder()
                                .withNewMetadata()
                                .withResourceVersion("7")
                                .endMetadata()
                                .withItems(mine)
                                .build())
                .always();
        server.expect()
                .get()
                .withPath(WATCH)
                .andUpgradeToWebSocket()
                .open()
                .done()
                .always();
        List<Event> events = new CopyOnWriteArrayList<>();
        NamedSecrets secrets = new NamedSecrets(client);
        secrets.setEventHandler(events::add);
        secrets.start();
        try {
            secrets.reference(RESOURCE, Set.of("mine"));

            await().untilAsserted(() -> assertThat(secrets.lookup("shop", "mine"))
                    .isInstanceOfSatisfying(
                            Lookup.Unreadable.class,
                            refused -> assertThat(refused.message()).contains("secrets is forbidden")));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(secrets.lookup("shop", "mine")).isEqualTo(new Lookup.Found(mine)));
            assertThat(events)
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(event -> event.getRelatedCustomResourceID().equals(RESOURCE));
        } finally {
            secrets.stop();
        }
    }
}
