package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** One version of an object: as it is while it is read now and then, as compressed JSON after that. */
final class KeptObject<R extends HasMetadata> {

    private final Class<?> type;
    private R warm;
    private byte[] cold;
    private Instant read;

    KeptObject(R object, Instant now) {
        this.type = object.getClass();
        this.warm = object;
        this.read = now;
    }

    synchronized R read(KubernetesSerialization serialization, Instant now) {
        read = now;
        warm = peek(serialization);
        return warm;
    }

    /** The object, without being warmer for it. */
    synchronized R peek(KubernetesSerialization serialization) {
        return warm == null ? decompressed(serialization) : warm;
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
