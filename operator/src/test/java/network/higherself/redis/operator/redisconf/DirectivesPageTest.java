package network.higherself.redis.operator.redisconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps docs/configuration.md in step with the catalogue of directives; {@code .ci/regenerate} makes it anew. */
class DirectivesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void thePageListsEveryDirective() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("docs.regenerate")) {
            Files.writeString(PAGE, generated);
        }

        assertThat(PAGE).as("made anew by .ci/regenerate").hasContent(generated);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Directives of redis.conf

                <!-- Generated from the catalogue of directives; .ci/regenerate makes it anew. -->

                `spec.config` takes these. A value is a string, an integer or a boolean; sizes are as in `256mb` or `1gb`. What
                can be set live is set on the running servers; the rest rolls the pods, replicas first. A directive that the
                image's server does not know yet is left out and named in the condition `ConfigurationApplied`. Old names
                (`slave-…`, `…-ziplist-…`) are taken too. One that is taken out of `spec.config` goes back to the environment's
                value, else to the server's own.

                | directive | value | since | takes effect | a server's own |
                |---|---|---|---|---|
                """);
        Directives.catalogue().values().stream()
                .filter(directive -> !directive.owned() && directive.successor().isEmpty())
                .forEach(directive -> page.append(String.format(
                        "| `%s` | %s | %s | %s | %s |%n",
                        directive.name(),
                        value(directive),
                        directive.since().equals(ConfigurationParts.OLDEST) ? "–" : directive.since(),
                        directive.live() ? "live" : "by a roll",
                        own(directive))));
        page.append("""

                ## Set by the operator

                These are refused in `spec.config`.

                | directive | instead |
                |---|---|
                """);
        Directives.catalogue().values().stream()
                .filter(Directive::owned)
                .forEach(directive -> page.append(String.format(
                        "| `%s` | %s |%n",
                        directive.name(), directive.place().isEmpty() ? "–" : "`" + directive.place() + "`")));
        return page.toString();
    }

    private static String own(Directive directive) {
        if (!directive.live()) {
            return "–";
        }
        return directive.otherwise().isEmpty() ? "empty" : directive.otherwise();
    }

    private static String value(Directive directive) {
        return switch (directive.type()) {
            case BOOLEAN -> "yes or no";
            case INTEGER ->
                directive.highest() == Long.MAX_VALUE
                        ? "integer from " + directive.lowest()
                        : "integer, " + directive.lowest() + " to " + directive.highest();
            case MEMORY -> directive.lowest() > 1 ? "size from " + directive.lowest() + " bytes" : "size";
            case MEMORY_OR_PERCENT -> "size or percentage";
            case ENUM -> String.join(", ", directive.values());
            case SAVE -> "pairs of seconds and changes, or empty";
            case BUFFERS -> "groups of class, hard limit, soft limit, seconds";
            case EVENTS -> "letters of KEg$lshzxetdmnA";
            case NUMBERS -> "numbers";
            case STRING -> "text";
        };
    }
}
