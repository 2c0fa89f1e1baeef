package network.higherself.redis.operator.credentials;

import java.util.Optional;
import network.higherself.redis.api.v1.Environment;

/**
 * Which passwords of users are accepted. At least 8 characters, in Production at least 16 of at least three of four
 * kinds (small letters, capital letters, digits, others) or 32 of two (as {@code openssl rand -hex 16} makes them); at
 * most 512; no control characters; no whitespace at either end, which is nearly always a slip (a file's last newline)
 * that would otherwise fail much later and elsewhere.
 */
final class PasswordRules {

    static final int SHORTEST = 8;
    static final int SHORTEST_IN_PRODUCTION = 16;
    static final int LONGEST = 512;
    static final int LONG = 32;

    private PasswordRules() {}

    /** What is wrong with a password and the mend, in words that follow "the password"; never the password itself. */
    static Optional<String> fault(String password, Environment environment) {
        if (password.isBlank()) {
            return Optional.of("is empty: put the password there");
        }
        if (password.endsWith("\n") || password.endsWith("\r")) {
            return Optional.of("ends in a line break: write it without one (printf %s, or echo -n)");
        }
        if (!password.equals(password.strip())) {
            return Optional.of("begins or ends with whitespace: remove it");
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("holds control characters: use printable ones");
        }
        if (password.indexOf('\ufffd') >= 0) {
            return Optional.of("is not UTF-8 text: use printable characters");
        }
        if (password.length() > LONGEST) {
            return Optional.of("has more than " + LONGEST + " characters: use fewer");
        }
        boolean production = environment == Environment.Production;
        int shortest = production ? SHORTEST_IN_PRODUCTION : SHORTEST;
        if (password.length() < shortest) {
            return Optional.of("is too short: use at least " + shortest + " characters");
        }
        if (production && kinds(password) < (password.length() >= LONG ? 2 : 3)) {
            return Optional.of("is too simple for Production: mix at least three of small letters, capital letters,"
                    + " digits and other characters, or two of them in at least " + LONG + " characters");
        }
        return Optional.empty();
    }

    /** How many of the four kinds of characters a password holds. */
    static int kinds(String password) {
        boolean small = password.chars().anyMatch(Character::isLowerCase);
        boolean capital = password.chars().anyMatch(Character::isUpperCase);
        boolean digit = password.chars().anyMatch(Character::isDigit);
        boolean other = password.chars().anyMatch(c -> !Character.isLetterOrDigit(c));
        return (small ? 1 : 0) + (capital ? 1 : 0) + (digit ? 1 : 0) + (other ? 1 : 0);
    }
}
