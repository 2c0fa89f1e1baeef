package network.higherself.redis.operator.http.api;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.Response;

/** Makes the text that Prometheus reads, on threads of its own, since many instances take a while; two at a time. */
final class Scrapes {

    private static final int THREADS = 2;
    private static final Map<String, String> TYPE =
            Map.of(Response.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");

    private final Answers.Page page;
    private final Executor threads;

    Scrapes(Answers.Page page) {
        this.page = page;
        this.threads = new ThreadPoolExecutor(0, THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "scrape");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param zipped whether the caller reads gzip */
    CompletableFuture<Response> scrape(boolean zipped) {
        try {
            return CompletableFuture.supplyAsync(zipped ? this::zipped : this::text, threads);
        } catch (RejectedExecutionException busy) {
            throw new Refusal(503, "as many scrapes as may be are under way", Map.of("Retry-After", "1"));
        }
    }

    private Response text() {
        Pieces pieces = new Pieces();
        try {
            page.write(pieces);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Response(200, TYPE, pieces.all());
    }

    /** Many times less to encrypt, which costs far more than this quick compression. */
    private Response zipped() {
        Pieces pieces = new Pieces();
        try (QuickGzip out = new QuickGzip(pieces)) {
            page.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Response(200, TYPE, pieces.all()).with(Map.of("Content-Encoding", "gzip"));
    }

    private static final class QuickGzip extends GZIPOutputStream {
        private QuickGzip(OutputStream out) throws IOException {
            super(out, Pieces.SIZE);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** Collects what is written without copying it again and again. */
    private static final class Pieces extends OutputStream {

        private static final int SIZE = 64 * 1024;

        private final List<byte[]> full = new ArrayList<>();
        private byte[] piece = new byte[SIZE];
        private int used;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                if (used == SIZE) {
                    full.add(piece);
                    piece = new byte[SIZE];
                    used = 0;
                }
                int part = Math.min(left, SIZE - used);
                System.arraycopy(bytes, from, piece, used, part);
                used += part;
                from += part;
                left -= part;
            }
        }

        private List<byte[]> all() {
            full.add(Arrays.copyOf(piece, used));
            return full;
        }
    }
}
