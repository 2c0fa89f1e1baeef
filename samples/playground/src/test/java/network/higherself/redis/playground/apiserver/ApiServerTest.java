package network.higherself.redis.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients need beyond the recorded exchanges, over plain HTTP. */
class ApiServerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private static ApiServer server;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        server = ApiServer.start(ApiServerOptions.local());
        client = Clients.trusting(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        var request = Clients.request(server, path).method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) request.setHeader(headers[i], headers[i + 1]);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body, "Content-Type", "application/json");
    }

    private static JsonNode get(String path) throws Exception {
        return MAPPER.readTree(send("GET", path, "").body());
    }

    @Test
    void aRequestWithoutAKnownTokenIsNobodys() throws Exception {
        HttpResponse<String> unknown = send("GET", MAPS, "", "Authorization", "Bearer nobody's");
        assertThat(unknown.statusCode()).isEqualTo(401);
    }

    @Test
    void anUpgradeOfAWatchIsAnsweredAtOnce() throws Exception {
        // The client library waits and tries again unless the refused handshake says 200.
        var handshake = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + server.adminToken())
                .buildAsync(
                        URI.create(server.url().replace("https", "wss") + MAPS + "?watch=true"),
                        new WebSocket.Listener() {});
        assertThat(handshake)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(200));
    }

    @Test
    void aWatchResumesAfterTheVersionThatItNames() throws Exception {
        post(MAPS, "{\"metadata\":{\"name\":\"before\"}}");
        String version = get(MAPS).at("/metadata/resourceVersion").asText();
        post(MAPS, "{\"metadata\":{\"name\":\"after\"}}");
        JsonNode event = MAPPER.readTree(firstLine(MAPS + "?watch=1&resourceVersion=" + version));
        assertThat(event.at("/type").asText()).isEqualTo("ADDED");
        assertThat(event.at("/object/metadata/name").asText()).isEqualTo("after");
    }

    @Test
    void aSliceWithoutEndpointsHasNullForThem() throws Exception {
        String slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
        post(slices, "{\"metadata\":{\"name\":\"empty\"},\"addressType\":\"IPv4\",\"endpoints\":[],\"ports\":[]}");
        JsonNode slice = get(slices + "/empty");
        assertThat(slice.has("endpoints")).isTrue();
        assertThat(slice.get("endpoints").isNull()).isTrue();
        assertThat(slice.get("ports").isNull()).isTrue();
    }

    @Test
    void aWatchOfForgottenChangesIsToldSo() throws Exception {
        String maps = "/api/v1/namespaces/kube-public/configmaps";
        String version = get(maps).at("/metadata/resourceVersion").asText();
        post(maps, "{\"metadata\":{\"name\":\"busy\"}}");
        for (int i = 0; i < 1001; i++) {
            String patch = "{\"data\":{\"i\":\"" + i + "\"}}";
            send("PATCH", maps + "/busy", patch, "Content-Type", "application/merge-patch+json");
        }
        JsonNode event = MAPPER.readTree(firstLine(maps + "?watch=1&resourceVersion=" + version));
        assertThat(event.at("/type").asText()).isEqualTo("ERROR");
        assertThat(event.at("/object/code").asInt()).isEqualTo(410);
    }

    @Test
    void servicesThatAreMadeAtOnceHaveAddressesOfTheirOwn() {
        String services = "/api/v1/namespaces/default/services";
        List<CompletableFuture<String>> made = IntStream.range(0, 60)
                .mapToObj(i -> Clients.request(server, services)
                        .POST(BodyPublishers.ofString(
                                "{\"metadata\":{\"name\":\"at-once-" + i + "\"},\"spec\":{\"ports\":[{\"port\":1}]}}"))
                        .setHeader("Content-Type", "application/json")
                        .build())
                .map(request ->
                        client.sendAsync(request, BodyHandlers.ofString()).thenApply(HttpResponse::body))
                .toList();
        assertThat(made.stream().map(CompletableFuture::join).map(ApiServerTest::address))
                .doesNotHaveDuplicates()
                .hasSize(60);
    }

    private static String address(String service) {
        try {
            return MAPPER.readTree(service).at("/spec/clusterIP").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(service, e);
        }
    }

    private static String firstLine(String path) throws Exception {
        HttpResponse<InputStream> response =
                client.send(Clients.request(server, path).build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            return lines.readLine();
        }
    }

    @Test
    void allPagesTogetherAreTheList() throws Exception {
        String maps = "/api/v1/namespaces/kube-system/configmaps";
        for (String name : List.of("a", "b", "c")) post(maps, "{\"metadata\":{\"name\":\"" + name + "\"}}");
        JsonNode first = get(maps + "?limit=2");
        assertThat(first.get("items")).hasSize(2);
        assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
        JsonNode second =
                get(maps + "?limit=2&continue=" + first.at("/metadata/continue").asText());
        assertThat(second.at("/items/0/metadata/name").asText()).isEqualTo("c");
        assertThat(second.at("/metadata/continue").isMissingNode()).isTrue();
    }

    @Test
    void kubectlsProtobufBodiesAreUnderstood() throws Exception {
        V1.Secret secret = V1.Secret.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder().setName("typed"))
                .putData("k", ByteString.copyFromUtf8("v"))
                .setType("Opaque")
                .build();
        byte[] envelope = Runtime.Unknown.newBuilder()
                .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion("v1").setKind("Secret"))
                .setRaw(secret.toByteString())
                .build()
                .toByteArray();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {'k', '8', 's', 0});
        body.writeBytes(envelope);
        var request = Clients.request(server, "/api/v1/namespaces/default/secrets")
                .header("Content-Type", "application/vnd.kubernetes.protobuf")
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
        JsonNode created = MAPPER.readTree(
                client.send(request.build(), BodyHandlers.ofString()).body());
        assertThat(created.at("/data/k").asText()).isEqualTo("dg==");
        assertThat(created.at("/metadata/name").asText()).isEqualTo("typed");
    }

    @Test
    void anEventIsOneObjectInBothOfItsGroups() throws Exception {
        post("/apis/events.k8s.io/v1/namespaces/default/events", """
                {"metadata": {"name": "e"}, "eventTime": "2026-01-01T00:00:00.000000Z", "reason": "R", "action": "A",
                 "note": "N", "type": "Normal", "reportingController": "c", "reportingInstance": "i",
                 "regarding": {"kind": "Pod", "name": "p", "namespace": "default"}}
                """);
        JsonNode core = get("/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=p");
        assertThat(core.at("/items/0/message").asText()).isEqualTo("N");
        assertThat(core.at("/items/0/apiVersion").asText()).isEqualTo("v1");
        JsonNode own = get("/apis/events.k8s.io/v1/namespaces/default/events?fieldSelector=regarding.name=p");
        assertThat(own.at("/items/0/note").asText()).isEqualTo("N");
    }

    @Test
    void aGoingDefinitionWaitsForItsLastObject() throws Exception {
        post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"metadata": {"name": "things.example.org"}, "spec": {"group": "example.org", "scope": "Namespaced",
                 "names": {"plural": "things", "kind": "Thing"}, "versions": [{"name": "v1", "served": true,
                 "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
                """);
        String things = "/apis/example.org/v1/namespaces/default/things";
        post(things, """
                {"apiVersion": "example.org/v1", "kind": "Thing",
                 "metadata": {"name": "held", "finalizers": ["example.org/hold"]}}
                """);
        String definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.org";
        send("DELETE", definition, "");
        assertThat(get(definition).at("/metadata/deletionTimestamp").isMissingNode())
                .isFalse();
        send(
                "PATCH",
                things + "/held",
                "{\"metadata\":{\"finalizers\":null}}",
                "Content-Type",
                "application/merge-patch+json");
        assertThat(send("GET", definition, "").statusCode()).isEqualTo(404);
        assertThat(send("GET", things, "").statusCode()).isEqualTo(404);
    }

    @Test
    void aWarningTellsOfUnknownFieldsThatAreDropped() throws Exception {
        HttpResponse<String> response =
                post(MAPS + "?fieldValidation=Warn", "{\"metadata\":{\"name\":\"warned\"},\"dta\":{}}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Warning")).contains("299 - \"unknown field \\\"dta\\\"\"");
    }

    @Test
    void twoWritersOfOneVersionCannotBothWin() throws Exception {
        JsonNode read = MAPPER.readTree(
                post(MAPS, "{\"metadata\":{\"name\":\"raced\"}}").body());
        String body = read.toString();
        assertThat(send(
                                "PUT",
                                MAPS + "/raced",
                                body.replace("\"raced\"", "\"raced\",\"labels\":{\"a\":\"1\"}"),
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(
                                "PUT",
                                MAPS + "/raced",
                                body.replace("\"raced\"", "\"raced\",\"labels\":{\"a\":\"2\"}"),
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aBrokenRuleOfADefinitionIsRefusedWithTheDefinition() throws Exception {
        HttpResponse<String> response = post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {"metadata": {"name": "bads.example.org"}, "spec": {"group": "example.org", "scope": "Namespaced",
                 "names": {"plural": "bads", "kind": "Bad"}, "versions": [{"name": "v1", "served": true,
                 "storage": true, "schema": {"openAPIV3Schema": {"type": "object",
                 "x-kubernetes-validations": [{"rule": "self.x >"}]}}}]}}
                """);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("x-kubernetes-validations[0].rule");
    }
}
