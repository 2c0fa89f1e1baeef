package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakesTest {

    private final CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
    private final ServerCertificate certificate = issuer.issue(
            issuer.authority("sample", "agents"),
            "agents",
            Names.certificateHosts("sample", "agents", "cluster.local"));
    private final EventLoopGroup oneThread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Handshakes handshakes = new Handshakes();
    private final Doubtful doubtful = new Doubtful();
    private final List<SslHandshakeCompletionEvent> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        handshakes.close();
        oneThread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"REDIS_6_2, JDK", "REDIS_6_2, OPENSSL_REFCNT", "REDIS_7_0, JDK", "REDIS_7_0, OPENSSL_REFCNT"})
    void othersAreServedWhileACertificateIsVerified(ServerBinaries binary, SslProvider provider) throws Exception {
        try (RealRedis redis = RealRedis.startTls(binary, certificate)) {
            Channel channel = connect(redis, provider);

            assertThat(doubtful.asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(oneThread.submit(() -> "served").get(10, TimeUnit.SECONDS))
                    .as("another task of the only I/O thread")
                    .isEqualTo("served");
            assertThat(told).as("nothing is settled yet").isEmpty();

            doubtful.answer.countDown();
            await().untilAsserted(() -> assertThat(told).containsExactly(SslHandshakeCompletionEvent.SUCCESS));
            channel.close().sync();
        }
    }

    private Channel connect(RealRedis redis, SslProvider provider) throws Exception {
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(provider)
                .trustManager(doubtful)
                .endpointIdentificationAlgorithm("")
                .build();
        return new Bootstrap()
                .group(oneThread)
                .attr(Handshakes.SERVER, new Handshakes.Server(context, "any", redis.port()))
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                                if (event instanceof SslHandshakeCompletionEvent completed) {
                                    told.add(completed);
                                }
                            }
                        });
                        handshakes.encrypt(channel);
                    }
                })
                .connect("127.0.0.1", redis.port())
                .sync()
                .channel();
    }

    /** Trusts everybody, once the test lets it. */
    private static final class Doubtful extends X509ExtendedTrustManager {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);

        private void doubt() {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            doubt();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            doubt();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            doubt();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
