package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.rbac.User;
import org.slf4j.LoggerFactory;

/** A line of JSON for every call, written by a thread of its own and flushed whenever there is nothing left to write. */
final class AuditLog implements AutoCloseable {
    private final BlockingQueue<ObjectNode> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final Writer writer;

    AuditLog(Path path) {
        try {
            writer = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, "audit-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param refusal why the call was refused; empty unless it was */
    void record(Call call, User user, int code, String refusal) {
        ObjectNode line = Json.object()
                .put("time", Instant.now().toString())
                .put("user", user == null ? "" : user.name())
                .put("userAgent", call.header("User-Agent"));
        RequestInfo.of(call)
                .ifPresentOrElse(
                        info -> line.put("verb", info.verb())
                                .put("group", info.group())
                                .put("resource", info.resource())
                                .put("subresource", info.subresource())
                                .put("namespace", info.namespace())
                                .put("name", info.name())
                                .put("watch", info.verb().equals("watch")),
                        () -> line.put("verb", call.method().toLowerCase(java.util.Locale.ROOT))
                                .put("path", call.path())
                                .put("watch", false));
        if (!refusal.isEmpty()) line.put("message", refusal);
        queue.add(line.put("code", code));
    }

    private void run() {
        try {
            while (true) {
                writer.write(queue.take().toString());
                writer.write('\n');
                if (queue.isEmpty()) writer.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LoggerFactory.getLogger(AuditLog.class).error("The audit log cannot be written any more.", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try (writer) {
            thread.join(1000);
            for (ObjectNode line = queue.poll(); line != null; line = queue.poll()) writer.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
