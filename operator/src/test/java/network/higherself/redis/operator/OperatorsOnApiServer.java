package network.higherself.redis.operator;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.RegisteredController;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.reconcile.HigherSelfRedisReconciler;
import network.higherself.redis.operator.reconcile.Rooms;
import network.higherself.redis.operator.settings.OperatorSettings;
import network.higherself.redis.operator.settings.SettingsReader;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;

/** An API server with operators in this process, and no node: no pod ever runs. */
final class OperatorsOnApiServer implements AutoCloseable {

    private final String namespace;
    private final ApiServer server = ApiServer.start(ApiServerOptions.local());
    private final KubernetesClient user = client(new Interceptor() {});
    private final Deque<Runnable> ends = new ArrayDeque<>();

    /** @param namespace of the resources */
    OperatorsOnApiServer(String namespace) throws IOException {
        this.namespace = namespace;
        try (InputStream definition = Files.newInputStream(Path.of("../crds/higherselfredises.yaml"))) {
            user.load(definition).create();
        }
        user.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    /** May do everything. */
    KubernetesClient user() {
        return user;
    }

    void create(String name, String environment) {
        user.resource("""
                        apiVersion: redis.higherself.network/v1
                        kind: HigherSelfRedis
                        metadata: {name: %s, namespace: %s}
                        spec: {environment: %s}
                        """.formatted(name, namespace, environment)).create();
    }

    /**
     * Starts an operator as its program does, but without asking who leads.
     *
     * @param interceptor of what it asks the API server
     * @return what visits the resources
     */
    RegisteredController<HigherSelfRedis> lead(Interceptor interceptor) {
        KubernetesClient client = client(interceptor);
        OperatorSettings settings = SettingsReader.read(Map.of("WATCH_NAMESPACES", namespace));
        Rooms rooms = new Rooms(client, settings, Clock.systemUTC(), () -> true);
        io.javaoperatorsdk.operator.Operator sdk =
                new io.javaoperatorsdk.operator.Operator(overrider -> Operator.configure(overrider, settings, client));
        RegisteredController<HigherSelfRedis> controller = sdk.register(
                new HigherSelfRedisReconciler(rooms), overrider -> Operator.controller(overrider, settings));
        sdk.start();
        ends.push(() -> {
            sdk.stop();
            rooms.close();
            client.close();
        });
        return controller;
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
        user.close();
        server.close();
    }

    private KubernetesClient client(Interceptor interceptor) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.adminKubeconfig()))
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("observed", interceptor))
                .build();
    }
}
