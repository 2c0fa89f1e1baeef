package network.higherself.redis.operator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps docs/settings.md in step with {@link Setting}; {@code .ci/regenerate} makes it anew. */
class SettingsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "settings.md");

    @Test
    void thePageListsEverySetting() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("docs.regenerate")) {
            Files.writeString(PAGE, generated);
        }

        assertThat(PAGE).as("made anew by .ci/regenerate").hasContent(generated);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Settings of the operator

                <!-- Generated from the enum Setting; .ci/regenerate makes it anew. -->

                The operator reads environment variables, which stand in `manifests/base/deployment.yaml`. It checks them all
                at its start, and ends with every mistake at once in its log. Durations are as in `500ms`, `2s` or `1m30s`.

                | Variable | Default | Meaning |
                |---|---|---|
                """);
        for (Setting setting : Setting.values()) {
            page.append(String.format(
                    "| `%s` | %s | %s |%n",
                    setting.name(),
                    setting.otherwise().isEmpty() ? "–" : "`" + setting.otherwise() + "`",
                    setting.description()));
        }
        return page.toString();
    }
}
