package network.higherself.redis.operator;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of the heap is free after a collection: ample while much happens, since a tight heap is collected over and over and
 * all threads wait for it; little once it is calm again, when what a burst needed goes back to the system. The serial collector
 * has one setting for both.
 */
final class Headroom implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Headroom.class);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    /** In percent of the heap, as {@code MinHeapFreeRatio} and {@code MaxHeapFreeRatio} are. */
    enum Size {
        /** What jvm.options begins with. */
        AMPLE(30, 50),
        SCANT(5, 12);

        private final int least;
        private final int most;

        Size(int least, int most) {
            this.least = least;
            this.most = most;
        }

        int least() {
            return least;
        }

        int most() {
            return most;
        }
    }

    /** @param calm how many windows in a row passed with little to collect */
    record State(Size size, int calm) {

        static final State BEGIN = new State(Size.AMPLE, 0);

        /** Of the time, spent collecting: a full collection of a settled operator takes less of a window. */
        static final double BUSY = 0.05;

        static final int CALM_WINDOWS = 3;

        /**
         * A collection of all that nobody asked for. One now and then is how a scant heap is kept so; where another follows
         * soon, it is too small for what goes on.
         *
         * @param since the one before
         */
        State afterFullCollection(Duration since) {
            return since.compareTo(WINDOW) < 0 ? BEGIN : this;
        }

        /** @param collecting the part of the last window in which all threads waited for the collector, 0 to 1 */
        State after(double collecting) {
            if (collecting > BUSY) {
                return BEGIN;
            }
            return size == Size.SCANT || calm + 1 < CALM_WINDOWS
                    ? new State(size, calm + 1)
                    : new State(Size.SCANT, calm + 1);
        }
    }

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "headroom");
        thread.setDaemon(true);
        return thread;
    });
    private volatile State state = State.BEGIN;
    private volatile long lastFull = System.nanoTime() - WINDOW.toNanos();
    private long collectedMillis = collectedMillis();

    void start() {
        ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(NotificationEmitter.class::isInstance)
                .map(NotificationEmitter.class::cast)
                .forEach(collector -> collector.addNotificationListener(this::collected, null, null));
        timer.scheduleWithFixedDelay(this::look, WINDOW.toMillis(), WINDOW.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void collected(Notification notification, Object unused) {
        GarbageCollectionNotificationInfo collection =
                GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        if (collection.getGcAction().equals("end of major GC")
                && !collection.getGcCause().equals("System.gc()")) {
            long now = System.nanoTime();
            take(state.afterFullCollection(Duration.ofNanos(now - lastFull)));
            lastFull = now;
        }
    }

    private void look() {
        take(state.after((collectedMillis() - collectedMillis) / (double) WINDOW.toMillis()));
        // After it: a collection that was asked for there is no sign of work.
        collectedMillis = collectedMillis();
    }

    private synchronized void take(State next) {
        try {
            if (next.size() != state.size()) {
                become(next.size());
            }
            state = next;
        } catch (IllegalArgumentException | UnsupportedOperationException another) {
            LOG.debug("This JVM's heap has no such settings", another);
            timer.shutdown();
        }
    }

    private static void become(Size size) {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        // In this order the one is never above the other.
        if (size == Size.SCANT) {
            jvm.setVMOption("MinHeapFreeRatio", String.valueOf(size.least));
            jvm.setVMOption("MaxHeapFreeRatio", String.valueOf(size.most));
            System.gc();
        } else {
            jvm.setVMOption("MaxHeapFreeRatio", String.valueOf(size.most));
            jvm.setVMOption("MinHeapFreeRatio", String.valueOf(size.least));
        }
    }

    private static long collectedMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }
}
