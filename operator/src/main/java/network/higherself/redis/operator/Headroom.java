package network.higherself.redis.operator;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Gives back what of the heap is free once it is calm, and keeps room for a burst. The serial collector enlarges its old
 * generation only together with a collection of all, for which every thread waits: in the middle of a burst, when it hurts most.
 * So the heap is made tight for one collection, which gives back to the system what it frees, and ample by another one: room that
 * is reserved takes no memory before something is put there. While it stays calm, what gathers in that room is given back, too.
 */
final class Headroom implements AutoCloseable {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    /** The start is over by then, and serves without being held up. */
    private static final Duration START = Duration.ofSeconds(2);

    /** Of the old generation, that is free for a burst: what some hundred new resources leave there meanwhile. */
    static final long ROOM_BYTES = 32L << 20;

    /** What may gather there while it is calm, and how long it may stay. */
    static final long GATHERED_BYTES = 6L << 20;

    static final int GATHERING_WINDOWS = 18;

    /**
     * What is free after a collection of all, in percent of the generation.
     *
     * @param least MinHeapFreeRatio
     * @param most MaxHeapFreeRatio
     */
    record Size(int least, int most) {

        static final Size SCANT = new Size(5, 12);

        /** What jvm.options begins with, and the least for a large heap. */
        static final Size FIRST = new Size(30, 50);

        /** @param usedBytes of the old generation, after a collection */
        static Size ample(long usedBytes) {
            int least = (int) Math.ceil(100.0 * ROOM_BYTES / (usedBytes + ROOM_BYTES));
            return least <= FIRST.least ? FIRST : new Size(Math.min(75, least), Math.min(95, least + 20));
        }
    }

    /**
     * @param givenBack whether the last collection of all was one that gives back
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
         * Whether to give back now: once it is calm, and then every few minutes where something gathered.
         *
         * @param gatheredBytes since the last time
         */
        boolean due(State before, long gatheredBytes) {
            boolean again = calm % GATHERING_WINDOWS == 0 && gatheredBytes > GATHERED_BYTES;
            return givenBack && (!before.givenBack || again);
        }

        /**
         * A collection of all that nobody asked for made the heap larger. It may be the first of a burst, or, after a calm, one
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
    private long usedBytes;

    void start() {
        if (oldGeneration().isEmpty()) {
            // Another collector, which has its own ways.
            return;
        }
        timer.schedule(this::makeRoom, START.toMillis(), TimeUnit.MILLISECONDS);
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
            due = next.due(state, oldGenerationBytes() - usedBytes);
            state = next;
        }
        if (due) {
            giveBack();
        }
        // After it: a collection that was asked for is no sign of work.
        collectedMillis = collectedMillis();
    }

    private void giveBack() {
        collect(Size.SCANT);
        makeRoom();
    }

    private void makeRoom() {
        collect(Size.ample(oldGenerationBytes()));
        usedBytes = oldGenerationBytes();
    }

    private void collect(Size size) {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        // In this order the least is never above the most.
        jvm.setVMOption("MinHeapFreeRatio", "0");
        jvm.setVMOption("MaxHeapFreeRatio", String.valueOf(size.most));
        jvm.setVMOption("MinHeapFreeRatio", String.valueOf(size.least));
        System.gc();
    }

    private static Optional<MemoryPoolMXBean> oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .findFirst();
    }

    private static long oldGenerationBytes() {
        return oldGeneration().map(pool -> pool.getUsage().getUsed()).orElse(0L);
    }

    private static long collectedMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }
}
