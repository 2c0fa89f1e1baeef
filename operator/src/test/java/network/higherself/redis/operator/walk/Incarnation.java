package network.higherself.redis.operator.walk;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import network.higherself.redis.operator.Operator;
import network.higherself.redis.operator.reconcile.HigherSelfRedisReconciler;
import network.higherself.redis.operator.reconcile.Rooms;
import network.higherself.redis.operator.settings.OperatorSettings;
import network.higherself.redis.operator.settings.SettingsReader;

/**
 * An operator of one namespace that dies when it is told to: once the API server has acknowledged the n-th of its writes,
 * no request of it gets through any more, and no command to an instance either.
 */
final class Incarnation implements Interceptor {

    private final KubernetesClient client;
    private final Rooms rooms;
    private final io.javaoperatorsdk.operator.Operator sdk;
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private int fatal;
    private volatile boolean dead;

    /** Starts one that lives until it is told when to die. */
    Incarnation(String namespace) {
        OperatorSettings settings = SettingsReader.read(Map.of(
                "WATCH_NAMESPACES", namespace,
                "RECONCILE_THREADS", "2",
                "PROBE_THREADS", "1",
                "POD_NAME", "walk"));
        this.client = Operator.client(this);
        this.rooms = new Rooms(client, settings, Clock.systemUTC(), () -> !dead);
        this.sdk =
                new io.javaoperatorsdk.operator.Operator(overrider -> Operator.configure(overrider, settings, client));
        sdk.register(new HigherSelfRedisReconciler(rooms), overrider -> Operator.controller(overrider, settings));
        sdk.start();
    }

    /** Counts anew, and dies after so many writes; 0: does not die. */
    synchronized void dieAfter(int count) {
        writes.clear();
        fatal = count;
    }

    boolean dead() {
        return dead;
    }

    /** The acknowledged writes since the count began, in their order. */
    List<String> writes() {
        return List.copyOf(writes);
    }

    /** Ends what is left of it, without any step that a killed process would not take. */
    void bury() {
        dead = true;
        Thread burial = new Thread(
                () -> {
                    sdk.stop();
                    rooms.close();
                    client.close();
                },
                "burial");
        burial.setDaemon(true);
        burial.start();
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (dead) {
            throw new KubernetesClientException("killed");
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (!"GET".equals(request.method()) && response.isSuccessful()) {
            count(request.method() + " " + request.uri().getPath());
        }
    }

    private synchronized void count(String write) {
        if (!dead) {
            writes.add(write);
            dead = writes.size() == fatal;
        }
    }
}
