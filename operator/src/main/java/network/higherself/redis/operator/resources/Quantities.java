package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Quantities in the form in which the API server stores them, since what we apply is compared with what it stored:
 * {@code 1024Mi} comes back as {@code 1Gi}, {@code 0.5} as {@code 500m}.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
 */
final class Quantities {

    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final BigDecimal NANOS = BigDecimal.TEN.pow(9);
    private static final BigInteger KIBI = BigInteger.valueOf(1024);
    private static final BigInteger KILO = BigInteger.valueOf(1000);

    private Quantities() {}

    static Quantity canonical(Quantity quantity) {
        BigDecimal amount = quantity.getNumericalAmount();
        String format = quantity.getFormat() == null ? "" : quantity.getFormat();
        // The server keeps a binary quantity binary only from 1024 on and while it is whole.
        boolean binary = format.endsWith("i") && amount.abs().compareTo(new BigDecimal(KIBI)) >= 0 && isWhole(amount);
        return binary ? binary(amount.toBigIntegerExact()) : decimal(amount);
    }

    /** Null for null, which asks for nothing. */
    static ResourceRequirements canonical(ResourceRequirements requirements) {
        if (requirements == null) {
            return null;
        }
        return new ResourceRequirementsBuilder(requirements)
                .withRequests(canonical(requirements.getRequests()))
                .withLimits(canonical(requirements.getLimits()))
                .build();
    }

    private static Map<String, Quantity> canonical(Map<String, Quantity> quantities) {
        if (quantities == null) {
            return null;
        }
        Map<String, Quantity> result = new TreeMap<>();
        quantities.forEach((name, quantity) -> result.put(name, canonical(quantity)));
        return result;
    }

    private static Quantity binary(BigInteger amount) {
        int unit = 0;
        BigInteger rest = amount;
        while (unit < BINARY.length - 1 && rest.signum() != 0 && rest.mod(KIBI).signum() == 0) {
            rest = rest.divide(KIBI);
            unit++;
        }
        return new Quantity(rest.toString(), BINARY[unit]);
    }

    private static Quantity decimal(BigDecimal amount) {
        BigInteger rest =
                amount.multiply(NANOS).setScale(0, RoundingMode.CEILING).toBigInteger();
        if (rest.signum() == 0) {
            return new Quantity("0", "");
        }
        int unit = 0;
        while (unit < DECIMAL.length - 1 && rest.mod(KILO).signum() == 0) {
            rest = rest.divide(KILO);
            unit++;
        }
        return new Quantity(rest.toString(), DECIMAL[unit]);
    }

    private static boolean isWhole(BigDecimal amount) {
        return amount.signum() == 0 || amount.stripTrailingZeros().scale() <= 0;
    }
}
