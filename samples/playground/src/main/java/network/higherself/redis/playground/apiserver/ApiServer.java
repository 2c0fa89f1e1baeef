package network.higherself.redis.playground.apiserver;

import java.net.InetSocketAddress;
import java.util.List;
import network.higherself.redis.playground.apiserver.http.HttpFront;
import network.higherself.redis.playground.apiserver.model.BuiltinKinds;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import network.higherself.redis.playground.apiserver.rbac.Bootstrap;
import network.higherself.redis.playground.apiserver.rbac.Tokens;
import network.higherself.redis.playground.apiserver.resource.Objects;
import network.higherself.redis.playground.apiserver.store.Store;

/**
 * A Kubernetes API server in this process, with its objects in memory.
 *
 * <p>It serves, validates, authorises and remembers, as the real one does; it runs nothing. Controllers and nodes are
 * clients of it like any other.
 */
public final class ApiServer implements AutoCloseable {
    private final Tokens tokens;
    private final HttpFront front;

    private ApiServer(ApiServerOptions options) {
        Store store = new Store();
        KindRegistry kinds = new KindRegistry(new BuiltinKinds());
        Objects objects = new Objects(store, kinds);
        Bootstrap.run(objects, kinds);
        tokens = new Tokens(store, options.clock());
        front = new HttpFront(
                store,
                kinds,
                objects,
                tokens,
                options.clock(),
                options.addresses(),
                options.names(),
                options.auditLog());
    }

    /** Starts a server that answers as soon as this returns. */
    public static ApiServer start(ApiServerOptions options) {
        return new ApiServer(options);
    }

    /** The addresses it listens on, in the order of the options. */
    public List<InetSocketAddress> addresses() {
        return front.addresses();
    }

    /** The base URL of the first address. */
    public String url() {
        InetSocketAddress address = addresses().get(0);
        return "https://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The certificate authority that clients must trust. */
    public String authorityPem() {
        return front.authorityPem();
    }

    /** The bearer token of the administrator, who may do everything and be anybody. */
    public String adminToken() {
        return tokens.administrator();
    }

    /** A kubeconfig for the administrator. */
    public String adminKubeconfig() {
        return AdminKubeconfig.text(url(), authorityPem(), adminToken());
    }

    @Override
    public void close() {
        front.close();
    }
}
