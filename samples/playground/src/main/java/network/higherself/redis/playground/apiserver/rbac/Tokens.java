package network.higherself.redis.playground.apiserver.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.store.Store;

/** Bearer tokens: the administrator's, and signed ones of ServiceAccounts. They are valid for this process alone. */
public final class Tokens {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    private final byte[] key = new byte[32];
    private final String administrator;
    private final Store store;
    private final Clock clock;

    public Tokens(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        SecureRandom random = new SecureRandom();
        random.nextBytes(key);
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        administrator = BASE64.encodeToString(secret);
    }

    public String administrator() {
        return administrator;
    }

    /** A token of a ServiceAccount that exists. */
    public String issue(String namespace, String name, String uid, Instant expires) {
        ObjectNode claims = Json.object()
                .put("iss", "https://kubernetes.default.svc")
                .put("sub", "system:serviceaccount:" + namespace + ":" + name)
                .put("iat", clock.instant().getEpochSecond())
                .put("exp", expires.getEpochSecond())
                .put("namespace", namespace)
                .put("name", name)
                .put("uid", uid);
        claims.putArray("aud").add("https://kubernetes.default.svc");
        String content = HEADER + "." + encode(claims.toString());
        return content + "." + BASE64.encodeToString(sign(content));
    }

    /** Whose token it is; empty for one that is unknown, expired, or whose ServiceAccount is gone. */
    public Optional<User> authenticate(String token) {
        if (same(token.getBytes(StandardCharsets.UTF_8), administrator.getBytes(StandardCharsets.UTF_8))) {
            return Optional.of(new User("kubernetes-admin", "", List.of(User.MASTERS, "system:authenticated")));
        }
        int dot = token.lastIndexOf('.');
        if (dot < 0) return Optional.empty();
        try {
            String content = token.substring(0, dot);
            if (!same(Base64.getUrlDecoder().decode(token.substring(dot + 1)), sign(content))) return Optional.empty();
            byte[] claims = Base64.getUrlDecoder().decode(content.substring(content.indexOf('.') + 1));
            return account(Json.MAPPER.readTree(claims));
        } catch (IllegalArgumentException | java.io.IOException e) {
            return Optional.empty();
        }
    }

    private Optional<User> account(com.fasterxml.jackson.databind.JsonNode claims) {
        if (claims.path("exp").asLong() < clock.instant().getEpochSecond()) return Optional.empty();
        String namespace = Json.text(claims, "namespace");
        String name = Json.text(claims, "name");
        String uid = Json.text(claims, "uid");
        return store.get("serviceaccounts", Store.key(namespace, name))
                .filter(account ->
                        Json.text(account.object(), "metadata", "uid").equals(uid))
                .map(account -> User.serviceAccount(namespace, name, uid));
    }

    private static boolean same(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    private byte[] sign(String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String encode(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
