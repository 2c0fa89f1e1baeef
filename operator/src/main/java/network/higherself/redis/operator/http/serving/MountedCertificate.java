package network.higherself.redis.operator.http.serving;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.tls.CertificateCheck;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.operator.tls.TlsKeys;
import network.higherself.redis.operator.tls.UserCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that somebody else makes, cert-manager for one, in a mounted directory: looked at every few seconds, and
 * served as soon as it is another and good. One that is no good is said in the log, and the last good one stays.
 */
public final class MountedCertificate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MountedCertificate.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Path directory;
    private final List<String> hosts;
    private final Clock clock;
    private final Consumer<ServerCertificate> onChange;
    private final ScheduledExecutorService timer;
    private Map<String, String> seen = Map.of();

    /**
     * @param directory with tls.crt, tls.key and ca.crt
     * @param hosts what the certificate must be good for
     */
    public MountedCertificate(Path directory, List<String> hosts, Clock clock, Consumer<ServerCertificate> onChange) {
        this.directory = directory;
        this.hosts = hosts;
        this.clock = clock;
        this.onChange = onChange;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "serving-certificate");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins; returns at once. */
    public void start() {
        timer.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    void look() {
        try {
            Map<String, String> content = new TreeMap<>();
            for (String file : List.of(TlsKeys.CERTIFICATE, TlsKeys.CERTIFICATE_KEY, TlsKeys.AUTHORITY)) {
                content.put(file, Files.readString(directory.resolve(file), StandardCharsets.US_ASCII));
            }
            if (content.equals(seen)) {
                return;
            }
            seen = content;
            CertificateCheck check = UserCertificate.check(directory.toString(), content, hosts, clock.instant());
            if (check instanceof CertificateCheck.Good good) {
                onChange.accept(good.certificate());
            } else {
                List<Problem> problems = ((CertificateCheck.Bad) check).problems();
                LOG.error(
                        "The certificate in {} can't be served: {}",
                        directory,
                        String.join(
                                "; ", problems.stream().map(Problem::message).toList()));
            }
        } catch (IOException e) {
            LOG.warn("The certificate in {} can't be read: {}", directory, e.getMessage());
        } catch (RuntimeException e) {
            // Whatever is wrong with it must not end the looking for a better one.
            LOG.atError().setCause(e).log("The certificate in {} can't be served", directory);
        }
    }
}
