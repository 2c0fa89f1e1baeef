package network.higherself.redis.operator.http.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.Request;

/**
 * Who is signed in, kept by their browser: a cookie that holds the token, sealed with a key that this process made when it
 * began and tells nobody. Nothing is kept here, so there is nothing to fill up; a cookie that is stolen is good for the page
 * only, and not for Kubernetes. Sessions end with their token, after {@link #LIFE}, and with the process that leads.
 */
final class Sessions {

    static final Duration LIFE = Duration.ofHours(8);

    /** The prefix has the browser refuse it from another host, another path or without TLS. */
    static final String COOKIE = "__Host-higherself-redis";

    /**
     * Lax, not Strict: a link to the page from an alert would else lead to the sign-in. What changes anything is a POST, and
     * those are taken from the page itself only.
     */
    private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=";

    /** Browsers keep no larger cookie. */
    private static final int LARGEST = 4000;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BITS = 256;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;

    Sessions(Clock clock) {
        this.clock = clock;
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(KEY_BITS, random);
            this.key = generator.generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES", e);
        }
    }

    /** The header Set-Cookie that begins a session. */
    String begin(String token) {
        byte[] said = token.getBytes(StandardCharsets.UTF_8);
        byte[] plain = ByteBuffer.allocate(Long.BYTES + said.length)
                .putLong(clock.instant().getEpochSecond())
                .put(said)
                .array();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, plain).orElseThrow();
        String value = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array());
        if (value.length() > LARGEST) {
            throw new Refusal(
                    413,
                    "this token is too long for a browser's cookie; use one of a ServiceAccount (kubectl create token)");
        }
        return COOKIE + "=" + value + ATTRIBUTES + LIFE.toSeconds();
    }

    /** The header Set-Cookie that ends one. */
    static String end() {
        return COOKIE + "=" + ATTRIBUTES + 0;
    }

    /** The token of whoever is signed in; empty where nobody is, or no longer. */
    Optional<String> token(Request request) {
        return request.header("cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::trim)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .findFirst()
                .flatMap(this::opened);
    }

    private Optional<String> opened(String value) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
        if (sealed.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        return crypt(
                        Cipher.DECRYPT_MODE,
                        Arrays.copyOf(sealed, NONCE_BYTES),
                        Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length))
                .map(ByteBuffer::wrap)
                .filter(plain -> !clock.instant()
                        .isAfter(Instant.ofEpochSecond(plain.getLong()).plus(LIFE)))
                .map(plain -> StandardCharsets.UTF_8.decode(plain).toString());
    }

    /** Empty where it was sealed by somebody else, or changed since. */
    private Optional<byte[]> crypt(int mode, byte[] nonce, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return Optional.of(cipher.doFinal(bytes));
        } catch (GeneralSecurityException notOurs) {
            return Optional.empty();
        }
    }
}
