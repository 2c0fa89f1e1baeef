package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Whether this process may still write. The elector finds out about a lost lease only at its next try, up to seconds
 * after a process that stood still woke up, and by then another replica may lead. So every write, to the API server and
 * to instances, asks whether the lease that this process last saw confirmed can still be in force.
 */
public final class Leadership implements Interceptor {

    /** How long a lease holds, and another replica waits, from when its renewal was asked for. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    /** What a write may take from here to where it takes effect. */
    static final Duration MARGIN = Duration.ofSeconds(3);

    private static final String LEASES = "/leases";

    /** Written as objects, but questions: they change nothing. */
    private static final Pattern REVIEWS = Pattern.compile("/(self)?subject[a-z]*reviews$|/tokenreviews$");

    private final boolean elected;
    private final LongSupplier nanos;
    private final LongSupplier millis;
    private volatile Moment asked;
    private volatile Optional<Moment> confirmed = Optional.empty();

    /** By two clocks: one that is never set, and one that goes on while the machine is suspended. */
    private record Moment(long nanos, long millis) {}

    /** @param elected whether replicas elect a leader; else this process may always write */
    public Leadership(boolean elected) {
        this(elected, System::nanoTime, System::currentTimeMillis);
    }

    Leadership(boolean elected, LongSupplier nanos, LongSupplier millis) {
        this.elected = elected;
        this.nanos = nanos;
        this.millis = millis;
        this.asked = now();
    }

    /** Whether the lease is known to be in force still. */
    public boolean mayWrite() {
        return !elected
                || confirmed
                        .filter(since -> elapsed(since).compareTo(LEASE.minus(MARGIN)) < 0)
                        .isPresent();
    }

    /** @throws KubernetesClientException instead of a write that another leader's may have come before */
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (isLease(request)) {
            asked = now();
        } else if (isWrite(request) && !isReview(request) && !mayWrite()) {
            throw new KubernetesClientException("not written: the lease has run out, another replica may lead");
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (isLease(request) && response.isSuccessful()) {
            confirmed = Optional.of(asked);
        }
    }

    private static boolean isLease(HttpRequest request) {
        return isWrite(request) && request.uri().getPath().contains(LEASES);
    }

    private static boolean isReview(HttpRequest request) {
        return REVIEWS.matcher(request.uri().getPath()).find();
    }

    private static boolean isWrite(HttpRequest request) {
        return !"GET".equals(request.method());
    }

    private Moment now() {
        return new Moment(nanos.getAsLong(), millis.getAsLong());
    }

    private Duration elapsed(Moment since) {
        Duration steady = Duration.ofNanos(nanos.getAsLong() - since.nanos());
        Duration wall = Duration.ofMillis(millis.getAsLong() - since.millis());
        return steady.compareTo(wall) > 0 ? steady : wall;
    }
}
