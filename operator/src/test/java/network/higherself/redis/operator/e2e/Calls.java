package network.higherself.redis.operator.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** What the operator asked of the API server so far, from the playground's audit log. */
final class Calls {

    private static final String OPERATOR = "system:serviceaccount:higherself-redis-system:higherself-redis-operator";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster cluster;
    private final Path log;

    Calls(Cluster cluster) {
        this.cluster = cluster;
        this.log = cluster.auditLog().orElseThrow();
    }

    /** @param forbidden whether no role allows it; what a namespace that goes refuses, and a quota, is allowed */
    record Call(
            Instant time,
            String verb,
            String group,
            String resource,
            String namespace,
            String name,
            int code,
            boolean forbidden) {

        boolean made() {
            return code == 201;
        }

        @Override
        public String toString() {
            return time + " " + verb + " " + resource + " " + name + " " + code;
        }
    }

    /** Every call of the operator that was answered before this was called, in the order of the log. */
    List<Call> all() {
        return by(line -> line.contains(OPERATOR));
    }

    /** When the resources of a namespace were made, by whomever, in the order in which they were. */
    List<Instant> applied(String namespace) {
        return by(line -> !line.contains(OPERATOR)).stream()
                .filter(call -> call.made()
                        && call.resource().equals("higherselfredises")
                        && call.namespace().equals(namespace))
                .map(Call::time)
                .toList();
    }

    private List<Call> by(Predicate<String> whom) {
        String marker = "marker-" + Long.toString(System.nanoTime(), 36);
        cluster.client().configMaps().inNamespace("default").withName(marker).get();
        return Awaitility.await("the audit log is written")
                .atMost(Duration.ofSeconds(10))
                .until(this::lines, lines -> lines.stream().anyMatch(line -> line.contains(marker)))
                .stream()
                .filter(whom)
                .flatMap(line -> call(line).stream())
                .toList();
    }

    /** Those about the objects of a namespace, besides events and leases. */
    List<Call> in(String namespace) {
        return all().stream()
                .filter(call -> call.namespace().equals(namespace))
                .filter(call ->
                        !call.resource().equals("events") && !call.resource().equals("leases"))
                .toList();
    }

    private List<String> lines() {
        try {
            String text = Files.readString(log);
            // A line that is still being written is left for the next look.
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Call> call(String line) {
        try {
            JsonNode read = JSON.readTree(line);
            return read.has("auditID") ? ofKubeApiServer(read) : Optional.of(ofEmbedded(read));
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private static Call ofEmbedded(JsonNode read) {
        return new Call(
                Instant.parse(read.path("time").asText()),
                read.path("verb").asText(),
                read.path("group").asText(""),
                resource(read),
                read.path("namespace").asText(""),
                read.path("name").asText(""),
                read.path("code").asInt(),
                read.path("code").asInt() == HttpURLConnection.HTTP_FORBIDDEN
                        && read.path("message")
                                .asText()
                                .contains("cannot " + read.path("verb").asText()));
    }

    /** Empty for the end of a watch, whose start was told. */
    private static Optional<Call> ofKubeApiServer(JsonNode read) {
        String verb = read.path("verb").asText();
        boolean watch = verb.equals("watch");
        JsonNode object = read.path("objectRef");
        return read.path("stage").asText().equals("ResponseComplete") == watch
                ? Optional.empty()
                : Optional.of(new Call(
                        Instant.parse(read.path("requestReceivedTimestamp").asText()),
                        verb,
                        object.path("apiGroup").asText(""),
                        resource(object),
                        object.path("namespace").asText(""),
                        object.path("name").asText(""),
                        // Answered by the change of the protocol, where a watch is a web socket.
                        watch ? 200 : read.path("responseStatus").path("code").asInt(),
                        "forbid"
                                .equals(read.at("/annotations/authorization.k8s.io~1decision")
                                        .asText())));
    }

    private static String resource(JsonNode object) {
        String subresource = object.path("subresource").asText("");
        return object.path("resource").asText("") + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
