package network.higherself.redis.operator.credentials;

import java.security.SecureRandom;

/** Makes passwords. */
public final class Passwords {

    /** Characters of a generated password. */
    public static final int LENGTH = 32;

    // Letters and digits only: nothing to quote in a URI, a shell, an ACL rule or a configuration file.
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SecureRandom random;

    public Passwords() {
        this(new SecureRandom());
    }

    Passwords(SecureRandom random) {
        this.random = random;
    }

    /** {@value #LENGTH} letters and digits (190 bits), of all three kinds. */
    public String next() {
        while (true) {
            StringBuilder password = new StringBuilder(LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            if (PasswordRules.kinds(password.toString()) == 3) {
                return password.toString();
            }
        }
    }
}
