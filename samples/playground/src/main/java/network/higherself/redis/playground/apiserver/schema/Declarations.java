package network.higherself.redis.playground.apiserver.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which fields a rule may speak of. An API server declares to CEL those whose type the schema says; here, where rules are
 * compiled without types, a rule about another would pass.
 */
final class Declarations {

    private static final Pattern PATH = Pattern.compile("\\b(?:self|oldSelf)((?:\\.[A-Za-z_]\\w*\\b(?!\\())+)");

    private Declarations() {}

    /**
     * @param schema of what the rule is about
     * @param path of the rule within the schema
     */
    static void check(Schema schema, String rule, String path) throws CelRules.Unusable {
        Matcher named = PATH.matcher(rule);
        while (named.find()) {
            Schema at = schema;
            for (String field : named.group(1).substring(1).split("\\.")) {
                Schema next = at.properties().get(field);
                if (next != null && !isDeclared(next)) {
                    throw new CelRules.Unusable(path, "compilation failed: undefined field '" + field + "'");
                }
                if (next == null) break;
                at = next;
            }
        }
    }

    private static boolean isDeclared(Schema schema) {
        return switch (schema.type()) {
            case ANY -> false;
            case ARRAY -> schema.items() != null && isDeclared(schema.items());
            case OBJECT -> schema.additional() == null || isDeclared(schema.additional());
            default -> true;
        };
    }
}
