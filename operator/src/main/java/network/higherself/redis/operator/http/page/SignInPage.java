package network.higherself.redis.operator.http.page;

import java.util.Optional;
import network.higherself.redis.operator.http.Response;

/** The one page that anybody sees. */
final class SignInPage {

    private SignInPage() {}

    /**
     * @param target where to go then
     * @param problem why a session ended, or did not begin
     */
    static Response of(int status, String target, Optional<String> problem) {
        return Frame.page(status, "Sign in – HigherSelf Redis", Optional.empty(), html -> {
            html.element("h1", "Sign in");
            problem.ifPresent(words -> html.element("p", words, "class", "problem", "role", "alert"));
            html.open("form", "method", "post", "action", PagePaths.SIGN_IN, "class", "sign-in");
            html.open("input", "type", "hidden", "name", "to", "value", target);
            html.element("label", "A token of Kubernetes", "for", "token");
            html.open(
                    "input",
                    "type",
                    "password",
                    "id",
                    "token",
                    "name",
                    "token",
                    "autocomplete",
                    "off",
                    "spellcheck",
                    "false",
                    "required",
                    "required",
                    "autofocus",
                    "autofocus");
            html.element("button", "Sign in").close("form");
            html.open("p").text("You see what its owner may list and get of ");
            html.element("code", "higherselfredises").text(". One for an hour:").close("p");
            html.element("pre", "kubectl create token SERVICEACCOUNT -n NAMESPACE");
        });
    }
}
