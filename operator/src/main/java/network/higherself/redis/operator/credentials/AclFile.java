package network.higherself.redis.operator.credentials;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import network.higherself.redis.operator.plan.RedisPlan;

/**
 * The users of a server as the file that it starts with. Passwords stand in it as SHA-256 only.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/">Redis ACL</a>
 */
public final class AclFile {

    private AclFile() {}

    /** @throws IllegalArgumentException as {@link AclRules#application} does */
    public static String render(RedisPlan plan, Credentials credentials, VersionFamily family) {
        StringBuilder file = new StringBuilder("user default off resetpass resetkeys resetchannels -@all\n"
                + user(Credentials.OPERATOR_USER, credentials.operator(), AclRules.operator())
                + user(Credentials.REPLICATION_USER, credentials.replication(), AclRules.replication())
                + user(Credentials.APPLICATION_USER, credentials.application(), AclRules.application(plan, family)));
        AclRules.features(plan, credentials, family)
                .forEach((kind, rules) -> file.append(
                        user(Credentials.user(kind), credentials.features().get(kind), rules)));
        return file.toString();
    }

    /** Whether a rendered file lets a user in by this password. */
    static boolean admits(String file, String user, String password) {
        return file.lines()
                .filter(line -> line.startsWith("user " + user + " "))
                .anyMatch(line -> List.of(line.split(" ")).contains(hash(password)));
    }

    /** The password as an ACL rule that does not show it. */
    public static String hash(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            return "#" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JRE has SHA-256", e);
        }
    }

    private static String user(String name, String password, List<String> rules) {
        return "user " + name + " on " + hash(password) + " " + String.join(" ", rules) + "\n";
    }
}
