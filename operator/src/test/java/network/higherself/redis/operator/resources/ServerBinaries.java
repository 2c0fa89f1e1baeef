package network.higherself.redis.operator.resources;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import redis.embedded.RedisServer;

/** The real servers that tests run against: 6.2 out of a Maven artifact, 7.0 as Debian installs it. */
public enum ServerBinaries {
    REDIS_6_2("6.2.") {
        @Override
        public Path path() throws IOException {
            Path binary = Path.of(System.getProperty("java.io.tmpdir"), "higherself-redis-server-6.2");
            if (!Files.isExecutable(binary)) {
                Path copy = Files.createTempFile("redis-server", null);
                try (InputStream stream = RedisServer.class.getResourceAsStream("/redis-server-6.2.6-v5-linux-amd64")) {
                    Files.copy(stream, copy, StandardCopyOption.REPLACE_EXISTING);
                }
                if (!copy.toFile().setExecutable(true, false)) {
                    throw new IOException("can't be made executable: " + copy);
                }
                Files.move(copy, binary, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            return binary;
        }
    },
    REDIS_7_0("7.0.") {
        @Override
        public Path path() {
            return Stream.of("/usr/bin/redis-server", "/usr/local/bin/redis-server")
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no redis-server: install the package redis-server"));
        }
    };

    private final String version;

    ServerBinaries(String version) {
        this.version = version;
    }

    public abstract Path path() throws IOException;

    /** How the version begins. */
    public String version() {
        return version;
    }
}
