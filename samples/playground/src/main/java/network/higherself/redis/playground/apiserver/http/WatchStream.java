package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.resource.Decoding;
import network.higherself.redis.playground.apiserver.store.Change;
import network.higherself.redis.playground.apiserver.store.Store;
import network.higherself.redis.playground.apiserver.store.Stored;

/** One watch: changes are queued on the channel's event loop under the store's lock, and written there. */
final class WatchStream implements Answer.Source, Store.Watcher {
    private static final long BOOKMARK_SECONDS = 30;
    private static final long MOST_UNSENT_BYTES = 64L << 20;

    private final Store store;
    private final Request request;
    private ChannelHandlerContext context;
    private Future<?> bookmarks;
    private boolean ended;

    /**
     * What is watched.
     *
     * @param after the version to start after; negative to start with what is there
     * @param initialEventsEnd whether a bookmark tells the end of what was there
     * @param timeoutSeconds 0 for no end
     */
    record Request(
            Kind kind,
            String namespace,
            Predicate<JsonNode> selector,
            Representation representation,
            String includeObject,
            long after,
            boolean initialEventsEnd,
            boolean bookmarks,
            long timeoutSeconds) {}

    WatchStream(Store store, Request request) {
        this.store = store;
        this.request = request;
    }

    @Override
    public void start(ChannelHandlerContext started) {
        context = started;
        if (request.bookmarks()) {
            bookmarks = context.executor()
                    .scheduleAtFixedRate(this::bookmark, BOOKMARK_SECONDS, BOOKMARK_SECONDS, TimeUnit.SECONDS);
        }
        if (request.timeoutSeconds() > 0) {
            context.executor().schedule(this::end, request.timeoutSeconds(), TimeUnit.SECONDS);
        }
        try {
            if (request.after() >= 0) store.watch(request.kind().bucket(), request.after(), this);
            else store.watchFromNow(request.kind().bucket(), request.namespace(), this::initial, this);
        } catch (ApiFailure tooOld) {
            send("ERROR", Json.bytes(tooOld.status()));
            end();
        }
    }

    private void initial(Store.Snapshot snapshot) {
        List<Stored> found = snapshot.objects().stream().filter(this::selects).toList();
        context.executor().execute(() -> {
            found.forEach(stored -> send("ADDED", encoded(stored)));
            if (request.initialEventsEnd()) sendBookmark(snapshot.version(), true);
        });
    }

    @Override
    public void changed(Change change) {
        context.executor().execute(() -> tell(change));
    }

    private void tell(Change change) {
        boolean before = change.before() != null && selects(change.before());
        boolean after = !change.deleted() && selects(change.after());
        if (after) send(before ? "MODIFIED" : "ADDED", encoded(change.after()));
        else if (before) send("DELETED", encoded(change.after()));
    }

    private boolean selects(Stored stored) {
        JsonNode object = stored.object();
        boolean here = request.namespace().isEmpty()
                || Json.text(object, "metadata", "namespace").equals(request.namespace());
        return here && request.selector().test(Decoding.shown(request.kind(), stored.object()));
    }

    private byte[] encoded(Stored stored) {
        return request.representation().one(request.kind(), stored, request.includeObject());
    }

    private void bookmark() {
        store.bookmark(version -> context.executor().execute(() -> sendBookmark(version, false)));
    }

    private void sendBookmark(long version, boolean initialEventsEnd) {
        ObjectNode object = Json.object()
                .put("kind", request.kind().kind())
                .put("apiVersion", request.kind().apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(version));
        if (initialEventsEnd) metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        send("BOOKMARK", Json.bytes(object));
    }

    private void send(String type, byte[] object) {
        if (ended || !context.channel().isActive()) return;
        byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
        ByteBuf line = context.alloc().buffer(head.length + object.length + 2);
        line.writeBytes(head).writeBytes(object).writeByte('}').writeByte('\n');
        context.writeAndFlush(new DefaultHttpContent(line));
        // A client that reads nothing loses its watch, as in life, instead of filling the memory.
        if (context.channel().bytesBeforeWritable() > MOST_UNSENT_BYTES) context.close();
    }

    private void end() {
        if (ended) return;
        stop();
        ended = true;
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Override
    public void stop() {
        if (bookmarks != null) bookmarks.cancel(false);
        store.unwatch(request.kind().bucket(), this);
    }
}
