package network.higherself.redis.playground;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Service that is to be reached from this machine, since nothing here speaks what {@code kubectl port-forward} does.
 *
 * @param localPort on 127.0.0.1; 0 takes a free one
 */
public record Published(int localPort, String namespace, String service, int port) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5}):([a-z0-9-]+)/([a-z0-9-]+):(\\d{1,5})");

    /** @param text {@code LOCALPORT:NAMESPACE/SERVICE:PORT} */
    public static Published parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--publish takes LOCALPORT:NAMESPACE/SERVICE:PORT, not " + text);
        }
        return new Published(
                Integer.parseInt(matcher.group(1)),
                matcher.group(2),
                matcher.group(3),
                Integer.parseInt(matcher.group(4)));
    }

    @Override
    public String toString() {
        return localPort + ":" + namespace + "/" + service + ":" + port;
    }
}
