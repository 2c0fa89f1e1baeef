package network.higherself.redis.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.status.ChangeNotes.InForce;
import network.higherself.redis.operator.status.Note.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeNotesTest {

    private static final Credentials PASSWORDS = new Credentials("o", "r", "old-secret");
    private static final InForce BEFORE =
            new InForce(Map.of("maxmemory", "100", "save", "900 1"), PASSWORDS, 2, List.of());

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("nothing", BEFORE, BEFORE, List.of(), ""),
                Arguments.of(
                        "directives: changed, added, taken away",
                        BEFORE,
                        directives(Map.of("maxmemory", "200", "timeout", "9")),
                        List.of(Reason.ConfigurationChanged),
                        "maxmemory, save, timeout"),
                Arguments.of(
                        "the application's password",
                        BEFORE,
                        passwords(new Credentials("o", "r", "new-secret")),
                        List.of(Reason.CredentialsChanged),
                        "application's user"),
                Arguments.of(
                        "another password",
                        BEFORE,
                        passwords(new Credentials("o2", "r", "old-secret")),
                        List.of(Reason.CredentialsChanged),
                        "system user"),
                Arguments.of(
                        "a feature is turned on",
                        BEFORE,
                        passwords(PASSWORDS.withFeatures(Map.of(FeatureKind.CACHE, "new-secret"))),
                        List.of(Reason.FeaturesChanged),
                        "are now cache"),
                Arguments.of(
                        "a feature's password was lost",
                        passwords(PASSWORDS.withFeatures(Map.of(FeatureKind.CACHE, "old-secret"))),
                        passwords(PASSWORDS.withFeatures(Map.of(FeatureKind.CACHE, "new-secret"))),
                        List.of(Reason.CredentialsChanged),
                        "The user of cache"),
                Arguments.of("more pods", BEFORE, pods(3, List.of()), List.of(Reason.Scaled), "3, from 2"),
                Arguments.of(
                        "a roll begins",
                        BEFORE,
                        pods(2, List.of("r-0", "r-1")),
                        List.of(Reason.RollStarted),
                        "r-0, r-1"),
                Arguments.of("a roll goes on", pods(2, List.of("r-0", "r-1")), pods(2, List.of("r-0")), List.of(), ""),
                Arguments.of("a roll ends", pods(2, List.of("r-0")), BEFORE, List.of(Reason.RollFinished), "Every pod"),
                Arguments.of(
                        "a directive that takes a restart",
                        BEFORE,
                        new InForce(Map.of("maxmemory", "100"), PASSWORDS, 2, List.of("r-1")),
                        List.of(Reason.ConfigurationChanged, Reason.RollStarted),
                        "save"));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("changes")
    void tellsWhatChanged(String name, InForce before, InForce now, List<Reason> reasons, String words) {
        List<Note> notes = ChangeNotes.between(before, now);
        assertThat(notes).extracting(Note::reason).containsExactlyElementsOf(reasons);
        assertThat(notes).allSatisfy(note -> assertThat(note.text()).doesNotContain("secret"));
        assertThat(notes.stream().map(Note::text).findFirst().orElse("")).contains(words);
    }

    private static InForce directives(Map<String, String> directives) {
        return new InForce(directives, PASSWORDS, 2, List.of());
    }

    private static InForce passwords(Credentials credentials) {
        return new InForce(BEFORE.directives(), credentials, 2, List.of());
    }

    private static InForce pods(int replicas, List<String> outdated) {
        return new InForce(BEFORE.directives(), PASSWORDS, replicas, outdated);
    }
}
