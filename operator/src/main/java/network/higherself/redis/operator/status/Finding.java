package network.higherself.redis.operator.status;

/**
 * What a condition says.
 *
 * @param status True, False or Unknown
 * @param reason CamelCase, never empty
 * @param message in words, with the mend where something is wrong
 */
record Finding(String status, String reason, String message) {

    static Finding yes(String reason, String message) {
        return new Finding("True", reason, message);
    }

    static Finding no(String reason, String message) {
        return new Finding("False", reason, message);
    }

    static Finding unknown(String reason, String message) {
        return new Finding("Unknown", reason, message);
    }

    boolean holds() {
        return "True".equals(status);
    }
}
