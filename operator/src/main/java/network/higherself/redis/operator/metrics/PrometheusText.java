package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes Prometheus' text format, version 0.0.4, over one buffer: a sample makes no object where it is a whole number. */
final class PrometheusText {

    private static final int BUFFER = 1 << 16;
    private static final double LONGEST_WHOLE = 1e15;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private final byte[] digits = new byte[20];
    private int used;

    PrometheusText(OutputStream out) {
        this.out = out;
    }

    void raw(byte[] bytes) throws IOException {
        if (bytes.length > BUFFER - used) {
            flush();
        }
        if (bytes.length > BUFFER) {
            out.write(bytes);
            return;
        }
        System.arraycopy(bytes, 0, buffer, used, bytes.length);
        used += bytes.length;
    }

    void raw(String text) throws IOException {
        raw(text.getBytes(StandardCharsets.UTF_8));
    }

    void raw(char ascii) throws IOException {
        if (used == BUFFER) {
            flush();
        }
        buffer[used++] = (byte) ascii;
    }

    /** Ends a sample: the value and the line. */
    void value(double value) throws IOException {
        if (value == Math.rint(value) && Math.abs(value) < LONGEST_WHOLE) {
            whole((long) value);
        } else if (Double.isInfinite(value)) {
            raw(value > 0 ? "+Inf" : "-Inf");
        } else {
            raw(Double.toString(value));
        }
        raw('\n');
    }

    private void whole(long value) throws IOException {
        if (value < 0) {
            raw('-');
        }
        long rest = Math.abs(value);
        int length = 0;
        do {
            digits[length++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (length > BUFFER - used) {
            flush();
        }
        while (length > 0) {
            buffer[used++] = digits[--length];
        }
    }

    void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    /** A label's value between its quotes. */
    static String escaped(String value) {
        boolean plain = true;
        for (int i = 0; i < value.length() && plain; i++) {
            char c = value.charAt(i);
            plain = c != '"' && c != '\\' && c != '\n';
        }
        return plain ? value : value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
