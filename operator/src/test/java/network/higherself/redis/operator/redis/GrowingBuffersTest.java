package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class GrowingBuffersTest {

    private final GrowingBuffers buffers = new GrowingBuffers();

    @Test
    void aConnectionThatWaitsHoldsLittle() {
        ByteBuf buffer = buffers.buffer(64 * 1024);

        assertThat(buffer.capacity()).isLessThanOrEqualTo(4 * 1024);
        assertThat(buffer.hasArray()).as("on the heap, whose limit is known").isTrue();
    }

    @Test
    void aLongAnswerFits() {
        ByteBuf buffer = buffers.buffer(64 * 1024);
        byte[] answer = new byte[1_000_000];
        answer[answer.length - 1] = 7;

        buffer.writeBytes(answer);

        assertThat(buffer.readableBytes()).isEqualTo(answer.length);
        assertThat(buffer.getByte(answer.length - 1)).isEqualTo((byte) 7);
    }

    @Test
    void aLongAnswerThatIsReadLeavesLittle() {
        ByteBuf buffer = buffers.buffer(64 * 1024);
        buffer.writeBytes(new byte[20_000]);
        buffer.readBytes(new byte[19_000]);

        buffers.afterDecoding(buffer);
        assertThat(buffer.readableBytes()).as("a part that is not read yet").isEqualTo(1_000);

        buffer.readBytes(new byte[1_000]);
        buffers.afterDecoding(buffer);
        assertThat(buffer.capacity()).isLessThanOrEqualTo(4 * 1024);
        buffer.writeBytes(new byte[20_000]);
        assertThat(buffer.readableBytes()).as("the next one").isEqualTo(20_000);
    }

    @Test
    void aRecordOfTlsFitsAtOnce() {
        assertThat(buffers.ioBuffer(17 * 1024).capacity()).isEqualTo(17 * 1024);
    }
}
