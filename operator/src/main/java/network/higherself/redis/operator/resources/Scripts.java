package network.higherself.redis.operator.resources;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The shell scripts that a pod runs, by file name. POSIX sh, since images differ in what else they hold. */
final class Scripts {

    static final String VERSION = "version.sh";
    static final String START = "start.sh";
    static final String READY = "ready.sh";
    static final String STOP = "stop.sh";

    private static final Map<String, String> ALL = load();

    private Scripts() {}

    static Map<String, String> all() {
        return ALL;
    }

    private static Map<String, String> load() {
        Map<String, String> scripts = new TreeMap<>();
        for (String name : new String[] {VERSION, START, READY, STOP}) {
            try (InputStream stream = Scripts.class.getResourceAsStream(name)) {
                scripts.put(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Map.copyOf(scripts);
    }
}
