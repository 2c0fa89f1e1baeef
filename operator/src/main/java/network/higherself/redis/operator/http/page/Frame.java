package network.higherself.redis.operator.http.page;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import network.higherself.redis.operator.http.Response;

/** What is around every page, and what its browser is told to hold it to. */
final class Frame {

    /** Nothing from elsewhere, nothing inline, nobody's frame; and nothing is kept. */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action"
                    + " 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            // With "no-referrer" browsers would not say where our own form stands.
            "Referrer-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private Frame() {}

    /** @param user who is signed in; empty: nobody */
    static Response page(int status, String title, Optional<String> user, Consumer<Html> content) {
        Html html = new Html();
        html.open("!DOCTYPE html").open("html", "lang", "en").open("head");
        html.open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", title);
        html.open("link", "rel", "stylesheet", "href", PagePaths.STYLE);
        html.open("link", "rel", "icon", "href", PagePaths.ICON);
        html.open("script", "src", PagePaths.SCRIPT, "defer", "defer").close("script");
        html.close("head").open("body");
        html.open("header").element("a", "HigherSelf Redis", "href", PagePaths.FLEET, "class", "home");
        user.ifPresent(name -> html.open("form", "method", "post", "action", PagePaths.SIGN_OUT)
                .element("span", name, "class", "user")
                .element("button", "Sign out")
                .close("form"));
        html.close("header");
        html.open("main", "data-refresh", user.isPresent() && status == 200 ? "15" : null);
        content.accept(html);
        html.close("main").close("body").close("html");
        return Response.of(status, "text/html; charset=utf-8", html.bytes());
    }
}
