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
 * Gives back what of the heap is free once it is calm. While much happens the heap is ample, since a tight one is collected over
 * and over and all threads wait for it; the serial collector has one setting for both. So it is made tight for one collection:
 * what that frees goes back to the system, and the first that a burst asks for makes the heap ample again.
 */
final class Headroom implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Headroom.class);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    /** Of the heap that is free after a collection, in percent, as {@code MinHeapFreeRatio} and {@code MaxHeapFreeRatio} are. */
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

    /**
     * @param givenBack whether the last collection of all was the one that gives back
     * @param calm how many windows in a row passed with little to collect
     */
    record State(boolean givenBack, int calm) {

        static final State BEGIN = new State(false, 0);

        /** Of the time, spent collecting: a full collection of a settled operator takes less of a window. */
        static final double BUSY = 0.05;

        static final int CALM_WINDOWS = 3;

        /** @param collecting the part of the last window in which all threads waited for the collector, 0 to 1 */
        State after(double collecting) {
            if (collecting > BUSY) {
                return BEGIN;
            }
            return new State(givenBack || calm + 1 >= CALM_WINDOWS, calm + 1);
        }

        /**
         * A collection of all that nobody asked for made the heap ample. It may be the first of a burst, or, after a calm, one
         * of those that come now and then: which, the next two windows tell.
         */
        State afterFullCollection() {
            return calm < CALM_WINDOWS ? BEGIN : new State(false, CALM_WINDOWS - 2);
        }
    }

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "headroom");
        thread.setDaemon(true);
        return thread;
    });
    private State state = State.BEGIN;
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
            synchronized (this) {
                state = state.afterFullCollection();
            }
        }
    }

    private void look() {
        double collecting = (collectedMillis() - collectedMillis) / (double) WINDOW.toMillis();
        boolean due;
        synchronized (this) {
            State next = state.after(collecting);
            due = next.givenBack() && !state.givenBack();
            state = next;
        }
        if (due) {
            giveBack();
        }
        // After it: a collection that was asked for is no sign of work.
        collectedMillis = collectedMillis();
    }

    private void giveBack() {
        try {
            HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            // In this order the one is never above the other.
            jvm.setVMOption("MinHeapFreeRatio", String.valueOf(Size.SCANT.least));
            jvm.setVMOption("MaxHeapFreeRatio", String.valueOf(Size.SCANT.most));
            System.gc();
            jvm.setVMOption("MaxHeapFreeRatio", String.valueOf(Size.AMPLE.most));
            jvm.setVMOption("MinHeapFreeRatio", String.valueOf(Size.AMPLE.least));
        } catch (IllegalArgumentException | UnsupportedOperationException another) {
            LOG.debug("This JVM's heap has no such settings", another);
            timer.shutdown();
        }
    }

    private static long collectedMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }
}
