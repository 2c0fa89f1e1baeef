package network.higherself.redis.operator.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import network.higherself.redis.api.v1.RedisDuration;

/** Collects what is wrong and what deserves a warning, so that a user hears of everything at once. */
final class Problems {

    private final List<Problem> refusals = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    /** Once is enough, where two rules come upon the same. */
    void refuse(String field, String message) {
        Problem problem = new Problem(field, message);
        if (!refusals.contains(problem)) {
            refusals.add(problem);
        }
    }

    boolean refused(String field) {
        return refusals.stream().anyMatch(problem -> problem.field().equals(field));
    }

    void warn(String field, String message) {
        warnings.add(new Problem(field, message));
    }

    List<Problem> refusals() {
        return List.copyOf(refusals);
    }

    List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    /** A duration within bounds, or the default where it is left out or refused. */
    Duration duration(String field, RedisDuration value, Duration otherwise, Duration least, Duration most) {
        if (value == null) {
            return otherwise;
        }
        Duration parsed = value.parsed().orElse(null);
        if (parsed == null) {
            refuse(
                    field,
                    "\"" + value.text() + "\" is no duration; write whole numbers with units, as in 30s or 1m30s.");
            return otherwise;
        }
        if (parsed.compareTo(least) < 0 || parsed.compareTo(most) > 0) {
            refuse(
                    field,
                    "must be from " + RedisDuration.of(least).text() + " to "
                            + RedisDuration.of(most).text() + ".");
            return otherwise;
        }
        return parsed;
    }

    /** A whole number within bounds, or the default where it is left out or refused. */
    int number(String field, Integer value, int otherwise, int least, int most) {
        if (value == null) {
            return otherwise;
        }
        if (value < least || value > most) {
            refuse(field, "must be from " + least + " to " + most + ".");
            return otherwise;
        }
        return value;
    }
}
