package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.operator.encryption.TlsContexts;
import network.higherself.redis.operator.redis.Observation.Failure;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever encrypts, the same servers are let through, and the same are not. */
class EncryptedConnectionsTest {

    private static final String HOST = "agents-0.agents-pods.sample.svc";

    private final CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
    private final Authority authority = issuer.authority("sample", "agents");
    private final ServerCertificate certificate = issuer.issue(authority, "agents", List.of(HOST));
    private final EventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void close() {
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aLibraryEncryptsWhereThereIsOne() {
        SslContext encryption = TlsContexts.client(Optional.of(certificate.authorityPem()));
        assertThat(encryption)
                .as("what the library said: %s", String.valueOf(OpenSsl.unavailabilityCause()))
                .isInstanceOf(ReferenceCountedOpenSslContext.class);
        ReferenceCountUtil.release(encryption);
    }

    @ParameterizedTest
    @CsvSource({"REDIS_6_2, JDK", "REDIS_6_2, OPENSSL_REFCNT", "REDIS_7_0, JDK", "REDIS_7_0, OPENSSL_REFCNT"})
    void onlyACertificateThatHoldsIsAccepted(ServerBinaries binary, SslProvider provider) throws Exception {
        SslContext trusting = TlsContexts.client(Optional.of(certificate.authorityPem()), provider);
        SslContext trustingOthers = TlsContexts.client(
                Optional.of(issuer.issue(issuer.authority("sample", "others"), "others", List.of(HOST))
                        .authorityPem()),
                provider);
        SslContext trustingThePublicOnes = TlsContexts.client(Optional.empty(), provider);
        try (RealRedis redis = RealRedis.startTls(binary, certificate)) {
            assertThat(protocol(redis, trusting, HOST)).isEqualTo("TLSv1.3");

            assertRefused(redis, trusting, "agents-1.agents-pods.sample.svc");
            assertRefused(redis, trustingOthers, HOST);
            assertRefused(redis, trustingThePublicOnes, HOST);
            Instant longAgo =
                    Instant.now().minus(CertificateIssuer.CERTIFICATE_LIFE).minus(Duration.ofMinutes(1));
            redis.serve(new CertificateIssuer(Clock.fixed(longAgo, ZoneOffset.UTC))
                    .issue(authority, "agents", List.of(HOST)));
            assertRefused(redis, trusting, HOST);
        }
        try (RealRedis old = RealRedis.startTls(binary, certificate, "tls-protocols TLSv1.2")) {
            assertThat(protocol(old, trusting, HOST)).isEqualTo("TLSv1.2");
        }
        try (RealRedis tooOld = RealRedis.startTls(binary, certificate, "tls-protocols TLSv1.1")) {
            assertThatThrownBy(() -> protocol(tooOld, trusting, HOST));
        }
        List.of(trusting, trustingOthers, trustingThePublicOnes).forEach(ReferenceCountUtil::release);
    }

    private void assertRefused(RealRedis redis, SslContext encryption, String host) {
        assertThatThrownBy(() -> protocol(redis, encryption, host))
                .satisfies(error -> assertThat(Failures.of(error).failure()).isEqualTo(Failure.CERTIFICATE));
    }

    /** The version of TLS that a server is spoken to by. */
    private String protocol(RealRedis redis, SslContext encryption, String host) throws Exception {
        // Taken from the channel it would be gone where the handshake failed by then.
        SslHandler handler = encryption.newHandler(UnpooledByteBufAllocator.DEFAULT, host, redis.port());
        Channel channel = new Bootstrap()
                .group(thread)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler, new Silent());
                    }
                })
                .connect("127.0.0.1", redis.port())
                .sync()
                .channel();
        try {
            handler.handshakeFuture().get(10, TimeUnit.SECONDS);
            return handler.engine().getSession().getProtocol();
        } finally {
            channel.close().sync();
        }
    }

    /** The handshake's future tells what went wrong. */
    private static final class Silent extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
    }
}
