package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** One version of an object: as it is while it is read again and again, as compressed JSON after that. */
final class KeptObject<R extends HasMetadata> {

    /** A visit reads an object several times, but not for so long. */
    private static final Duration VISIT = Duration.ofSeconds(1);

    private final Class<?> type;
    private R warm;
    private byte[] cold;

    /** What somebody reads just now, who holds it for that long. */
    private Reference<R> lent = new WeakReference<>(null);

    private Instant firstRead;
    private Instant read;

    KeptObject(R object, Instant now) {
        this.type = object.getClass();
        this.warm = object;
        this.firstRead = now;
        this.read = now;
    }

    /**
     * The object. It stays warm once another visit follows: a settled resource is visited now and then, and what it takes
     * for that would each time be old enough for the collector's old generation before it is let go.
     *
     * @param soon how soon a visit follows another one where more are to come
     */
    synchronized R read(KubernetesSerialization serialization, Instant now, Duration soon) {
        if (read.plus(soon).isBefore(now)) {
            firstRead = now;
        }
        read = now;
        R object = peek(serialization);
        if (firstRead.plus(VISIT).isBefore(now)) {
            warm = object;
        }
        return object;
    }

    /** The object, without being warmer for it. */
    synchronized R peek(KubernetesSerialization serialization) {
        if (warm != null) {
            return warm;
        }
        R object = lent.get();
        if (object == null) {
            object = decompressed(serialization);
            lent = new WeakReference<>(object);
        }
        return object;
    }

    synchronized void cool(KubernetesSerialization serialization, Instant unreadSince) {
        if (warm != null && read.isBefore(unreadSince)) {
            // Nobody changes an object that a cache holds, so what was compressed once still holds.
            cold = cold == null ? compressed(serialization) : cold;
            warm = null;
        }
    }

    private byte[] compressed(KubernetesSerialization serialization) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(serialization.asJson(warm).getBytes(StandardCharsets.UTF_8));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private R decompressed(KubernetesSerialization serialization) {
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(cold))) {
            @SuppressWarnings("unchecked") // what was put is what comes out
            R object = (R) serialization.unmarshal(in, type);
            return object;
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }
}
