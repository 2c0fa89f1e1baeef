package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.store.Store;
import network.higherself.redis.playground.apiserver.store.Stored;

/** Fetches what only a pod's node knows, from the kubelet that the Node object names. */
final class KubeletProxy {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Store store;
    private final HttpClient client = HttpClient.newBuilder()
            .sslContext(unverified())
            .connectTimeout(CONNECT)
            .build();

    KubeletProxy(Store store) {
        this.store = store;
    }

    Answer logs(Call call, JsonNode pod) {
        String container = call.parameter("container");
        JsonNode containers = pod.path("spec").path("containers");
        if (container.isEmpty()) container = Json.text(containers.path(0), "name");
        String node = Json.text(pod, "spec", "nodeName");
        String name = Json.text(pod, "metadata", "name");
        if (node.isEmpty()) {
            throw ApiFailure.badRequest(
                    "container \"" + container + "\" in pod \"" + name + "\" is waiting to start: ContainerCreating");
        }
        String query = call.query().entrySet().stream()
                .filter(e -> !e.getKey().equals("container"))
                .flatMap(e -> e.getValue().stream()
                        .map(value -> e.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
        String path = "/containerLogs/" + Json.text(pod, "metadata", "namespace") + "/" + name + "/" + container;
        HttpResponse<InputStream> response = get(kubelet(node) + path + (query.isEmpty() ? "" : "?" + query));
        if (response.statusCode() >= 400) {
            try (InputStream body = response.body()) {
                throw ApiFailure.badRequest(new String(body.readAllBytes(), StandardCharsets.UTF_8).trim());
            } catch (IOException e) {
                throw unreachable(e);
            }
        }
        return new Answer.Stream("text/plain", new Copy(response.body()));
    }

    private String kubelet(String node) {
        JsonNode status = store.get("nodes", Store.key("", node))
                .map(Stored::object)
                .orElseThrow(() -> ApiFailure.notFound("nodes", node))
                .path("status");
        for (JsonNode address : status.path("addresses")) {
            if (Json.text(address, "type").equals("InternalIP")) {
                return "https://" + Json.text(address, "address") + ":"
                        + Json.text(status, "daemonEndpoints", "kubeletEndpoint", "Port");
            }
        }
        throw new ApiFailure(500, "InternalError", "no address of node " + node + " is known");
    }

    private HttpResponse<InputStream> get(String uri) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiFailure(503, "ServiceUnavailable", "the server is closing");
        }
    }

    private static ApiFailure unreachable(IOException e) {
        return new ApiFailure(500, "InternalError", "the kubelet did not answer: " + e.getMessage());
    }

    private record Copy(InputStream from) implements Answer.Source {
        @Override
        public void start(ChannelHandlerContext context) {
            Thread copier = new Thread(() -> copy(context), "pod-logs");
            copier.setDaemon(true);
            copier.start();
        }

        private void copy(ChannelHandlerContext context) {
            byte[] buffer = new byte[16 * 1024];
            try (from) {
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                    context.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(buffer, 0, read)))
                            .syncUninterruptibly();
                }
                context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            } catch (IOException e) {
                context.close();
            }
        }

        @Override
        public void stop() {
            try {
                from.close();
            } catch (IOException e) {
                // It is closed to end its reader; there is nobody left to tell.
                return;
            }
        }
    }

    // Kubelets' certificates are not verified by a default API server either.
    private static SSLContext unverified() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverything()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static final class TrustEverything extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
