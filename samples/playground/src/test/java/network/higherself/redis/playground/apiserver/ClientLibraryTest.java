package network.higherself.redis.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator's own client library needs of the server, beyond the recorded exchanges. */
class ClientLibraryTest {
    @TempDir
    Path directory;

    private Path auditLog;
    private ApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        auditLog = directory.resolve("audit.jsonl");
        server = ApiServer.start(ApiServerOptions.local().withAuditLog(auditLog));
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.adminKubeconfig()))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToData("a", "1")
                .build();
    }

    @Test
    void anInformerSeesWhatIsThereAndWhatChanges() {
        client.configMaps().inNamespace("default").resource(configMap("one")).create();
        try (SharedIndexInformer<ConfigMap> informer =
                client.configMaps().inNamespace("default").inform()) {
            assertThat(informer.getIndexer().list()).hasSize(1);
            client.configMaps()
                    .inNamespace("default")
                    .resource(configMap("two"))
                    .create();
            await().until(() -> informer.getIndexer().list().size() == 2);
            client.configMaps().inNamespace("default").withName("one").delete();
            await().until(() -> informer.getIndexer().list().size() == 1);
        }
    }

    @Test
    void aWatchTellsThatAnObjectLeftItsSelection() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Watcher<ConfigMap> watcher = new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap resource) {
                seen.add(action + " " + resource.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {}
        };
        client.configMaps().inNamespace("default").withLabel("in").watch(watcher);
        var labelled = configMap("labelled");
        labelled.getMetadata().setLabels(Map.of("in", "yes"));
        client.configMaps().inNamespace("default").resource(labelled).create();
        await().until(() -> seen.contains("ADDED labelled"));
        client.configMaps().inNamespace("default").withName("labelled").edit(map -> {
            map.getMetadata().setLabels(Map.of());
            return map;
        });
        await().until(() -> seen.contains("DELETED labelled"));
    }

    @Test
    void aServerSideApplyOwnsWhatItNames() {
        PatchContext apply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("tests")
                .withForce(true)
                .build();
        ConfigMap first = client.configMaps()
                .inNamespace("default")
                .resource(configMap("applied"))
                .patch(apply);
        assertThat(first.getMetadata().getManagedFields()).hasSize(1);
        ConfigMap again = client.configMaps()
                .inNamespace("default")
                .resource(configMap("applied"))
                .patch(apply);
        assertThat(again.getMetadata().getResourceVersion())
                .as("an apply of the same is no write")
                .isEqualTo(first.getMetadata().getResourceVersion());
    }

    @Test
    void aServiceAccountMayDoWhatItsRoleSaysAndNoMore() throws Exception {
        client.serviceAccounts()
                .inNamespace("default")
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("op")
                        .endMetadata()
                        .build())
                .create();
        client.rbac()
                .roles()
                .inNamespace("default")
                .resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("op")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs("list")
                        .endRule()
                        .build())
                .create();
        client.rbac()
                .roleBindings()
                .inNamespace("default")
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("op")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "op")
                        .addNewSubject(null, "ServiceAccount", "op", "default")
                        .build())
                .create();
        TokenRequest token =
                client.serviceAccounts().inNamespace("default").withName("op").tokenRequest();
        try (KubernetesClient account = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(server.url())
                        .withCaCertData(server.authorityPem())
                        .withOauthToken(token.getStatus().getToken())
                        .build())
                .build()) {
            assertThat(account.configMaps().inNamespace("default").list().getItems())
                    .isEmpty();
            assertThatThrownBy(() -> account.secrets().inNamespace("default").list())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("User \"system:serviceaccount:default:op\" cannot list resource \"secrets\"");
        }
        await().untilAsserted(() -> assertThat(Files.readString(auditLog))
                .contains("\"user\":\"system:serviceaccount:default:op\"")
                .contains("\"resource\":\"secrets\""));
    }

    @Test
    void aPodOnANodeGoesWhenItsKubeletSaysSo() {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("runs")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node")
                .addNewContainer()
                .withName("main")
                .withImage("redis:7")
                .endContainer()
                .endSpec()
                .build();
        var pods = client.pods().inNamespace("default");
        pods.resource(pod).create();
        pods.withName("runs").delete();
        Pod going = pods.withName("runs").get();
        assertThat(going.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(30);
        assertThat(going.getMetadata().getDeletionTimestamp()).isNotNull();
        pods.withName("runs").withGracePeriod(0).delete();
        assertThat(pods.withName("runs").get()).isNull();
    }

    @Test
    void aNamespaceWaitsForItsFinalizer() {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("going")
                        .endMetadata()
                        .build())
                .create();
        client.namespaces().withName("going").delete();
        assertThat(client.namespaces().withName("going").get().getStatus().getPhase())
                .isEqualTo("Terminating");
        assertThatThrownBy(() -> client.configMaps()
                        .inNamespace("going")
                        .resource(configMap("late"))
                        .create())
                .hasMessageContaining("because it is being terminated");
        client.raw(
                "/api/v1/namespaces/going/finalize",
                "PUT",
                Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Namespace",
                        "metadata",
                        Map.of("name", "going"),
                        "spec",
                        Map.of("finalizers", List.of())));
        assertThat(client.namespaces().withName("going").get()).isNull();
    }
}
