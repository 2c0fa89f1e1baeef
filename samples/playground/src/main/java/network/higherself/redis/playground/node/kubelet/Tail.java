package network.higherself.redis.playground.node.kubelet;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The end of a file. */
final class Tail {

    private Tail() {}

    /** The last bytes as text; empty if the file cannot be read. */
    static String text(Path file, int bytes) {
        try (RandomAccessFile source = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, source.length() - bytes);
            byte[] content = new byte[(int) (source.length() - start)];
            source.seek(start);
            source.readFully(content);
            return new String(content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Where the last lines of a file begin. */
    static long startOfLast(RandomAccessFile source, long lines) throws IOException {
        long position = source.length();
        long left = lines;
        while (position > 0) {
            source.seek(position - 1);
            // The newline at the very end closes the last line, it does not begin another.
            if (source.read() == '\n' && position < source.length() && --left == 0) {
                return position;
            }
            if (lines == 0) {
                return position;
            }
            position--;
        }
        return 0;
    }
}
