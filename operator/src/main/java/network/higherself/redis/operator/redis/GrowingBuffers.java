package network.higherself.redis.operator.redis;

import io.lettuce.core.protocol.DecodeBufferPolicies;
import io.lettuce.core.protocol.DecodeBufferPolicy;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * The buffers of many connections that mostly wait: on the heap, as large as what comes through each, and small again once that
 * is read. Lettuce asks for 64 KiB a connection and keeps them; from Netty's pool, outside the heap, 500 connections with TLS took
 * 110 MiB.
 */
final class GrowingBuffers extends AbstractByteBufAllocator implements DecodeBufferPolicy {

    /** More than one record of TLS, which is asked for where it is needed at once. */
    private static final int ASKED_IN_ADVANCE = 32 * 1024;

    private static final int FIRST = 4 * 1024;

    private final DecodeBufferPolicy whileReading = DecodeBufferPolicies.ratio(3);

    GrowingBuffers() {
        super(false);
    }

    @Override
    public ByteBuf ioBuffer() {
        return heapBuffer();
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity) {
        return heapBuffer(initialCapacity);
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity, int maxCapacity) {
        return heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        int first = initialCapacity > ASKED_IN_ADVANCE ? FIRST : initialCapacity;
        return new UnpooledHeapByteBuf(this, first, maxCapacity);
    }

    /** What BoringSSL reads from and writes to, each for a moment: from malloc, without the cleaner that Java's have. */
    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    @Override
    public void afterPartialDecode(ByteBuf buffer) {
        whileReading.afterPartialDecode(buffer);
    }

    @Override
    public void afterCommandDecoded(ByteBuf buffer) {
        whileReading.afterCommandDecoded(buffer);
    }

    @Override
    public void afterDecoding(ByteBuf buffer) {
        if (buffer.isReadable()) {
            whileReading.afterDecoding(buffer);
            return;
        }
        buffer.clear();
        if (buffer.capacity() > FIRST) {
            buffer.capacity(FIRST);
        }
    }
}
