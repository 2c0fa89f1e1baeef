package network.higherself.redis.operator.http.page;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.higherself.redis.operator.probe.ResourceKey;

/** Where the pages are. */
final class PagePaths {

    static final String FLEET = "/ui";
    static final String SIGN_IN = "/ui/sign-in";
    static final String SIGN_OUT = "/ui/sign-out";
    static final String STYLE = "/ui/page.css";
    static final String ICON = "/ui/icon.svg";
    static final String SCRIPT = "/ui/page.js";

    /** Names as Kubernetes has them, so that nothing need be decoded. */
    private static final Pattern RESOURCE = Pattern.compile("/ui/([a-z0-9-]{1,63})/([a-z0-9.-]{1,253})");

    private PagePaths() {}

    static String resource(String namespace, String name) {
        return FLEET + "/" + namespace + "/" + name;
    }

    static Optional<ResourceKey> resource(String path) {
        Matcher matcher = RESOURCE.matcher(path);
        return matcher.matches() ? Optional.of(new ResourceKey(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Where somebody is sent after signing in: a page of ours, whatever they were made to ask for. */
    static String target(String asked) {
        return resource(asked).isPresent() ? asked : FLEET;
    }
}
