package network.higherself.redis.operator.http.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import network.higherself.redis.operator.http.Refusal;

/** Reads percent-encoded text, strictly: what is not well formed UTF-8 is refused, never guessed. */
final class PercentEncoding {

    private PercentEncoding() {}

    /** @param what is read, for the words of a refusal */
    static String decode(String text, String what) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = digit(text, i + 1);
                int low = digit(text, i + 2);
                if (high < 0 || low < 0) {
                    throw refused(what);
                }
                bytes.put((byte) (high * 16 + low));
                i += 2;
            } else if (c > ' ' && c < 0x7f) {
                bytes.put((byte) c);
            } else {
                throw refused(what);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes.flip())
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw refused(what);
        }
    }

    private static int digit(String text, int at) {
        char c = at < text.length() ? text.charAt(at) : ' ';
        // Not Character.digit alone, which knows the digits of every script.
        return c < 0x7f ? Character.digit(c, 16) : -1;
    }

    private static Refusal refused(String what) {
        return new Refusal(400, what + " is not well encoded: UTF-8, with a percent sign and two digits for each byte");
    }
}
