package network.higherself.redis.operator.http.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import network.higherself.redis.operator.http.LeaderConnection;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.Request;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.http.access.Access;
import network.higherself.redis.operator.http.access.Caller;
import network.higherself.redis.operator.http.access.Right;
import network.higherself.redis.operator.http.api.AccessLog;
import network.higherself.redis.operator.http.api.Elsewhere;
import network.higherself.redis.operator.http.api.FleetView;
import network.higherself.redis.operator.http.api.Found;
import network.higherself.redis.operator.http.api.Leader;
import network.higherself.redis.operator.probe.ResourceKey;

/**
 * The pages for people, for a browser that signed in with a token of Kubernetes. They show what the API would tell its owner,
 * and change nothing. A replica that stands by passes on what it can't know, as the API does.
 */
public final class Page implements Elsewhere {

    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Access access;
    private final Leader leader;
    private final LeaderConnection connection;
    private final FleetView fleet;
    private final Clock clock;
    private final Sessions sessions;
    private final Map<String, Response> files;

    public Page(Access access, Leader leader, LeaderConnection connection, FleetView fleet, Clock clock) {
        this.access = access;
        this.leader = leader;
        this.connection = connection;
        this.fleet = fleet;
        this.clock = clock;
        this.sessions = new Sessions(clock);
        this.files = Map.of(
                PagePaths.STYLE, file("page.css", "text/css; charset=utf-8"),
                PagePaths.SCRIPT, file("page.js", "text/javascript; charset=utf-8"),
                PagePaths.ICON, file("icon.svg", "image/svg+xml"));
    }

    @Override
    public CompletionStage<Response> handle(Request request, AccessLog.Line line) {
        CompletionStage<Response> answer;
        try {
            answer = page(request, line);
        } catch (Refusal refusal) {
            answer = CompletableFuture.failedFuture(refusal);
        }
        return answer.exceptionally(Page::refused).thenApply(response -> response.with(Frame.HEADERS));
    }

    private CompletionStage<Response> page(Request request, AccessLog.Line line) {
        String path = request.path();
        if (path.equals("/") || path.equals(PagePaths.FLEET + "/")) {
            return CompletableFuture.completedFuture(to(PagePaths.FLEET));
        }
        if (files.containsKey(path)) {
            line.asks("GET " + path);
            return CompletableFuture.completedFuture(files.get(path));
        }
        if (path.equals(PagePaths.SIGN_IN) || path.equals(PagePaths.SIGN_OUT)) {
            return signing(request, line);
        }
        Optional<ResourceKey> resource = PagePaths.resource(path);
        if (!path.equals(PagePaths.FLEET) && resource.isEmpty()) {
            throw new Refusal(
                    404, "nothing is served here; /ui is the page for people, /openapi.json describes the API");
        }
        if (!request.method().equals("GET")) {
            throw new Refusal(405, "a page is read only", Map.of("Allow", "GET"));
        }
        line.asks(resource.isPresent() ? "GET /ui/{namespace}/{name}" : "GET /ui");
        resource.ifPresent(key -> line.about(key.namespace() + "/" + key.name()));
        return leader.here() ? shown(request, resource, line) : passed(request, line);
    }

    private CompletionStage<Response> shown(Request request, Optional<ResourceKey> resource, AccessLog.Line line) {
        Optional<String> token = sessions.token(request);
        if (token.isEmpty()) {
            return CompletableFuture.completedFuture(SignInPage.of(401, request.path(), Optional.empty()));
        }
        return access.caller(token.get(), request.remote())
                .thenCompose(caller -> {
                    line.by(caller);
                    if (!fleet.known()) {
                        throw new Refusal(503, "this replica has only now begun to lead; it is tried again by itself");
                    }
                    return resource.isPresent() ? resource(caller, resource.get()) : list(caller);
                })
                .exceptionally(error -> ended(error, request.path()));
    }

    private CompletableFuture<Response> list(Caller caller) {
        Function<Optional<String>, CompletableFuture<Boolean>> mayList =
                namespace -> access.may(caller, new Right.OnResource("list", namespace, Optional.empty()));
        return fleet.listed(mayList)
                .thenApply(resources -> FleetPage.of(caller.name(), fleet.summaries(resources), clock.instant()));
    }

    private CompletableFuture<Response> resource(Caller caller, ResourceKey key) {
        return access.may(caller, new Right.OnResource("get", Optional.of(key.namespace()), Optional.of(key.name())))
                .thenApply(may -> {
                    if (!may) {
                        throw new Refusal(
                                403,
                                "Kubernetes does not let " + caller.name() + " get higherselfredises/" + key.name()
                                        + " in " + key.namespace());
                    }
                    Found found = fleet.found(key);
                    return ResourcePage.of(
                            caller.name(), fleet.resource(found), fleet.metrics(found), found, clock.instant());
                });
    }

    /** A token that Kubernetes knows no more ends its session. */
    private static Response ended(Throwable error, String target) {
        Refusal refusal = refusal(error);
        if (refusal.status() != 401) {
            throw refusal;
        }
        return SignInPage.of(401, target, Optional.of("Your token has run out. Sign in with a new one."))
                .with(Map.of("Set-Cookie", Sessions.end()));
    }

    private CompletionStage<Response> signing(Request request, AccessLog.Line line) {
        line.asks(request.method() + " " + request.path());
        if (request.method().equals("GET") && request.path().equals(PagePaths.SIGN_IN)) {
            return CompletableFuture.completedFuture(SignInPage.of(200, PagePaths.FLEET, Optional.empty()));
        }
        if (!request.method().equals("POST")) {
            throw new Refusal(405, "this takes POST", Map.of("Allow", "POST"));
        }
        requireOwnSite(request);
        if (request.path().equals(PagePaths.SIGN_OUT)) {
            return CompletableFuture.completedFuture(to(PagePaths.SIGN_IN).with(Map.of("Set-Cookie", Sessions.end())));
        }
        String token = field(request, "token").strip();
        String target = PagePaths.target(field(request, "to"));
        if (token.isEmpty()) {
            return CompletableFuture.completedFuture(SignInPage.of(400, target, Optional.of("Give a token.")));
        }
        return access.caller(token, request.remote())
                .thenCompose(caller -> {
                    line.by(caller);
                    return leader.here()
                            ? CompletableFuture.completedFuture(
                                    to(target).with(Map.of("Set-Cookie", sessions.begin(token))))
                            : passed(request, line);
                })
                .exceptionally(error -> SignInPage.of(
                        refusal(error).status(),
                        target,
                        Optional.of(sentence(refusal(error).getMessage()))));
    }

    /**
     * A form of another site is refused: browsers tell where a form stands. What another replica has passed on was asked
     * there; no form can set that header.
     */
    private static void requireOwnSite(Request request) {
        if (request.header(LeaderConnection.PASSED_ON).isPresent()) {
            return;
        }
        boolean sameOrigin = request.header("origin")
                .map(origin -> origin.equalsIgnoreCase(
                        "https://" + request.header("host").orElse("")))
                .orElse(true);
        boolean sameSite =
                request.header("sec-fetch-site").map(OWN_SITE::contains).orElse(true);
        boolean told = request.header("origin").isPresent()
                || request.header("sec-fetch-site").isPresent();
        if (!told || !sameOrigin || !sameSite) {
            throw new Refusal(403, "this form was not sent by the page itself");
        }
    }

    private CompletableFuture<Response> passed(Request request, AccessLog.Line line) {
        if (request.header(LeaderConnection.PASSED_ON).isPresent()
                || leader.address().isEmpty()) {
            throw new Refusal(503, "no replica of the operator leads at the moment; try again in a few seconds");
        }
        line.passedTo(leader.name());
        return connection.pass(request, leader.address().orElseThrow());
    }

    private static String field(Request request, String name) {
        return Arrays.stream(new String(request.body(), StandardCharsets.UTF_8).split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> decoded(pair.substring(name.length() + 1)))
                .findFirst()
                .orElse("");
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(400, "this form is not well encoded");
        }
    }

    private static Response to(String path) {
        return Response.text(303, "").with(Map.of("Location", path));
    }

    private static Response refused(Throwable error) {
        Refusal refusal = refusal(error);
        return Frame.page(
                        refusal.status(),
                        "HigherSelf Redis",
                        Optional.empty(),
                        html -> html.element("h1", "Not this way")
                                .element("p", sentence(refusal.getMessage()), "class", "problem", "role", "alert")
                                .open("p")
                                .element("a", "All resources", "href", PagePaths.FLEET)
                                .close("p"))
                .with(refusal.headers());
    }

    /** What is no refusal is the API's to tell and to log. */
    private static Refusal refusal(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof Refusal refusal) {
            return refusal;
        }
        throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(cause);
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + (words.endsWith(".") ? "" : ".");
    }

    private static Response file(String name, String type) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return Response.of(200, type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the page's " + name + " can't be read", e);
        }
    }
}
