package network.higherself.redis.playground;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import network.higherself.redis.playground.runtime.ImageTable;

/** Starts a playground from a shell: {@code --directory DIR --images FILE [--port N] [--audit-log FILE]
 * [--publish LOCALPORT:NAMESPACE/SERVICE:PORT]}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PlaygroundOptions options;
        try {
            options = options(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Playground playground = Playground.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(playground::close, "stop"));
        System.out.println("Images and what runs for them:");
        System.out.print(ImageTable.read(options.images(), options.directory()));
        System.out.println("The API server (" + playground.apiServer() + ") answers at " + playground.apiServerUrl());
        options.published()
                .ifPresent(service -> System.out.println("The Service " + service.namespace() + "/" + service.service()
                        + " is at 127.0.0.1:" + playground.publishedPort()));
        System.out.println("export KUBECONFIG=" + playground.kubeconfig());
        System.out.flush();
        playground.await();
    }

    private static PlaygroundOptions options(String[] arguments) {
        Path directory = null;
        Path images = null;
        int port = 0;
        Optional<Path> auditLog = Optional.empty();
        Optional<Published> published = Optional.empty();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--directory" -> directory = Path.of(value);
                case "--images" -> images = Path.of(value);
                case "--port" -> port = Integer.parseInt(value);
                case "--audit-log" -> auditLog = Optional.of(Path.of(value));
                case "--publish" -> published = Optional.of(Published.parse(value));
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        if (directory == null || images == null || arguments.length % 2 != 0) {
            throw new IllegalArgumentException("usage: --directory DIR --images FILE [--port N] [--audit-log FILE]"
                    + " [--publish LOCALPORT:NAMESPACE/SERVICE:PORT]");
        }
        return new PlaygroundOptions(directory, images, port, auditLog, published);
    }
}
