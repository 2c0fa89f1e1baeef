package network.higherself.redis.operator.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import network.higherself.redis.operator.http.LeaderConnection;
import network.higherself.redis.operator.http.Network;
import network.higherself.redis.operator.http.Request;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.http.access.Access;
import network.higherself.redis.operator.http.access.Right;
import network.higherself.redis.operator.http.access.SampleAccess;
import network.higherself.redis.operator.http.api.AccessLog;
import network.higherself.redis.operator.http.api.FleetView;
import network.higherself.redis.operator.http.api.Leader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees which page. {@code reader} has rights in {@code shop}, {@code admin} everywhere, {@code nobody} none. */
class PageTest {

    private static final String HOST = "localhost:8443";
    private static final Map<String, String> OWN = Map.of("host", HOST, "origin", "https://" + HOST);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final Set<String> tokens = new HashSet<>(Set.of("admin", "reader", "nobody"));
    private final Access access = SampleAccess.of(
            tokens,
            (user, right) -> user.equals("admin")
                    || user.equals("reader")
                            && right instanceof Right.OnResource on
                            && on.namespace().equals(Optional.of("shop")),
            clock);
    private final Network network = new Network(1);
    private final SampleFleet fleet = new SampleFleet(now);
    private boolean leads = true;
    private final Page page = page();

    @AfterEach
    void close() {
        access.close();
        network.close();
    }

    private Page page() {
        Leader leader = new Leader() {
            @Override
            public boolean here() {
                return leads;
            }

            @Override
            public String name() {
                return "operator-0";
            }

            @Override
            public Optional<InetSocketAddress> address() {
                return Optional.empty();
            }
        };
        return new Page(
                access,
                leader,
                new LeaderConnection(network, "operator", "operator-1", Duration.ofSeconds(1)),
                new FleetView(fleet),
                clock);
    }

    @Test
    void whoIsNotSignedInSeesNothingButTheSignIn() {
        for (String path : List.of("/ui", "/ui/shop/sessions", "/ui/none/none")) {
            Response answer = get(path, "");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(text(answer))
                    .contains("Sign in")
                    .doesNotContain("Memory")
                    .doesNotContain("cache");
        }
        assertThat(get("/", "").headers()).containsEntry("Location", "/ui");
        assertThat(get("/ui/page.css", "").status()).isEqualTo(200);
        assertThat(get("/ui/page.js", "").status()).isEqualTo(200);
    }

    @Test
    void whatIsWrongComesFirstWithItsMend() {
        String all = text(get("/ui", signIn("admin")));
        assertThat(all)
                .contains("1 of 3 need a look")
                .contains(SampleFleet.MEND)
                .contains("for 12 min");
        assertThat(all.indexOf("shop/sessions")).isLessThan(all.indexOf("bank/queue"));

        String one = text(get("/ui/shop/sessions", signIn("admin")));
        assertThat(one)
                .contains("Ready: PrimaryUnhealthy")
                .contains("MemoryFull: Memory is full. " + SampleFleet.MEND)
                .contains("its memory is full in 2 h")
                .contains("20 MiB more memory than its container has")
                .contains("sessionStore")
                .contains("Latency over the last 119 min: now ")
                .contains("aria-label=\"Memory over the last 119 min: now 51.6 MiB, at most 51.6 MiB\"");
        assertThat(one).as("the password of the operator").doesNotContain("s3cret");
    }

    @Test
    void nobodySeesMoreThanKubernetesLetsThem() {
        String shop = text(get("/ui", signIn("reader")));
        assertThat(shop).contains("shop/cache").doesNotContain("bank");
        assertThat(get("/ui/shop/cache", signIn("reader")).status()).isEqualTo(200);
        assertThat(get("/ui/bank/queue", signIn("reader")).status()).isEqualTo(403);
        assertThat(get("/ui/bank/none", signIn("reader")).status()).isEqualTo(403);
        assertThat(get("/ui/shop/none", signIn("reader")).status()).isEqualTo(404);
        assertThat(get("/ui", signIn("nobody")).status()).isEqualTo(403);
    }

    @Test
    void whatOthersWroteIsTextAndNoMarkup() {
        for (String path : List.of("/ui", "/ui/shop/sessions")) {
            assertThat(text(get(path, signIn("admin"))))
                    .contains("&lt;script&gt;")
                    .doesNotContain(SampleFleet.HOSTILE);
        }
    }

    @Test
    void browsersAreHeldToIt() {
        for (Response answer : List.of(get("/ui", ""), get("/ui", signIn("admin")), get("/ui/page.js", ""))) {
            assertThat(answer.headers())
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry("X-Frame-Options", "DENY");
            assertThat(answer.headers().get("Content-Security-Policy"))
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe");
        }
        assertThat(signIn(tokenForm("admin"), OWN).headers().get("Set-Cookie"))
                .startsWith("__Host-")
                .contains("; Secure")
                .contains("; HttpOnly")
                .contains("; SameSite=Lax")
                .contains("; Path=/")
                .doesNotContain("admin");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            https://localhost:8443 | same-origin | 303
            https://localhost:8443 | -           | 303
            -                      | same-origin | 303
            https://evil.example   | cross-site  | 403
            https://localhost:9999 | same-site   | 403
            https://localhost:8443 | cross-site  | 403
            null                   | -           | 403
            -                      | -           | 403
            """)
    void formsOfOtherSitesAreRefused(String origin, String site, int status) {
        Map<String, String> headers = new HashMap<>(Map.of("host", HOST));
        Optional.ofNullable(origin).ifPresent(value -> headers.put("origin", value));
        Optional.ofNullable(site).ifPresent(value -> headers.put("sec-fetch-site", value));
        assertThat(signIn(tokenForm("admin"), headers).status()).isEqualTo(status);
        assertThat(send("POST", "/ui/sign-out", headers, "").status()).isEqualTo(status);
    }

    @Test
    void aTokenThatIsNoGoodIsSaidAndLeadsBackToTheSamePage() {
        Response answer = signIn("token=stranger&to=%2Fui%2Fshop%2Fcache", OWN);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).doesNotContainKey("Set-Cookie");
        assertThat(text(answer))
                .contains("Kubernetes does not know this token")
                .contains("value=\"/ui/shop/cache\"")
                .doesNotContain("stranger");
        assertThat(signIn("token=&to=%2Fui", OWN).status()).isEqualTo(400);
        assertThat(signIn("token=%zz", OWN).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "//evil.example", "/redis/health", "/ui/../x/y", "/ui/a/b?c"})
    void signingInLeadsToNoPageButOurs(String target) {
        Response answer = signIn(tokenForm("admin") + "&to=" + URLEncoder.encode(target, StandardCharsets.UTF_8), OWN);
        assertThat(answer.headers()).containsEntry("Location", "/ui");
    }

    @Test
    void aSessionEndsWithItsTokenWithTimeAndWithTheProcess() {
        String cookie = signIn("reader");
        assertThat(get("/ui", cookie).status()).isEqualTo(200);

        Response elsewhere = send(page(), "GET", "/ui", Map.of("cookie", cookie), "");
        assertThat(elsewhere.status()).as("another process").isEqualTo(401);

        now = now.plus(Duration.ofHours(7));
        assertThat(get("/ui", cookie).status()).isEqualTo(200);
        now = now.plus(Duration.ofHours(2));
        assertThat(get("/ui", cookie).status()).isEqualTo(401);

        String second = signIn("reader");
        tokens.remove("reader");
        now = now.plus(Access.KEPT);
        Response ended = get("/ui", second);
        assertThat(ended.status()).isEqualTo(401);
        assertThat(text(ended)).contains("Your token has run out");
        assertThat(ended.headers().get("Set-Cookie")).contains("Max-Age=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAA", "%%%", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aCookieThatIsNotOursIsNone(String value) {
        assertThat(get("/ui", Sessions.COOKIE + "=" + value).status()).isEqualTo(401);
        String changed = signIn("admin");
        char last = changed.charAt(changed.length() - 5);
        assertThat(get(
                                "/ui",
                                changed.substring(0, changed.length() - 5)
                                        + (last == 'A' ? 'B' : 'A')
                                        + changed.substring(changed.length() - 4))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aTokenThatNoCookieHoldsIsRefusedInWords() {
        String token = "x".repeat(5000);
        tokens.add(token);
        Response answer = signIn(tokenForm(token), OWN);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(text(answer)).contains("too long for a browser");
    }

    @Test
    void aReplicaThatStandsByOrHasOnlyBegunSaysSo() {
        String cookie = signIn("admin");
        fleet.hasOnlyBegunToLead();
        assertThat(get("/ui", cookie).status()).isEqualTo(503);
        leads = false;
        Response answer = get("/ui", cookie);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(text(answer)).contains("No replica of the operator leads at the moment");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/ui,405",
        "POST,/ui/shop/cache,405",
        "DELETE,/ui/sign-in,405",
        "GET,/ui/sign-out,405",
        "GET,/none,404",
        "GET,/ui/a/b/c,404",
        "GET,/ui/A_/b,404"
    })
    void whatIsNotServedIsRefusedInWords(String method, String path, int status) {
        Response answer = send(method, path, OWN, "");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(text(answer)).contains("class=\"problem\"");
    }

    private String signIn(String token) {
        Response answer = signIn(tokenForm(token), OWN);
        assertThat(answer.status()).isEqualTo(303);
        return answer.headers().get("Set-Cookie").split(";", 2)[0];
    }

    private static String tokenForm(String token) {
        return "token=" + token;
    }

    private Response signIn(String form, Map<String, String> headers) {
        return send("POST", "/ui/sign-in", headers, form);
    }

    private Response get(String path, String cookie) {
        return send("GET", path, Map.of("cookie", "other=1; " + cookie), "");
    }

    private Response send(String method, String path, Map<String, String> headers, String body) {
        return send(page, method, path, headers, body);
    }

    private static Response send(Page page, String method, String path, Map<String, String> headers, String body) {
        Request request = new Request(method, path, "", headers, body.getBytes(StandardCharsets.UTF_8), "10.0.0.1");
        return page.handle(request, new AccessLog.Line(request))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static String text(Response response) {
        return response.body().stream()
                .map(piece -> new String(piece, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }
}
