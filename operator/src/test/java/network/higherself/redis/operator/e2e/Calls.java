package network.higherself.redis.operator.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    record Call(Instant time, String verb, String group, String resource, String namespace, String name, int code) {

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
        String marker = "marker-" + Long.toString(System.nanoTime(), 36);
        cluster.client().configMaps().inNamespace("default").withName(marker).get();
        return Awaitility.await("the audit log is written")
                .atMost(Duration.ofSeconds(10))
                .until(this::lines, lines -> lines.stream().anyMatch(line -> line.contains(marker)))
                .stream()
                .filter(line -> line.contains(OPERATOR))
                .map(Calls::call)
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

    private static Call call(String line) {
        try {
            JsonNode read = JSON.readTree(line);
            String subresource = read.path("subresource").asText("");
            return new Call(
                    Instant.parse(read.path("time").asText()),
                    read.path("verb").asText(),
                    read.path("group").asText(""),
                    read.path("resource").asText("") + (subresource.isEmpty() ? "" : "/" + subresource),
                    read.path("namespace").asText(""),
                    read.path("name").asText(""),
                    read.path("code").asInt());
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
