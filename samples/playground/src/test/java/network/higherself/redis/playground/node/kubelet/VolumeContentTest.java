package network.higherself.redis.playground.node.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeContentTest {

    private static final Instant EXPIRES = Instant.parse("2026-01-01T01:00:00Z");

    @Test
    void showsAllKeysWithTheDefaultMode() throws ConfigurationException {
        Volume volume = new VolumeBuilder()
                .withNewSecret()
                .withSecretName("credentials")
                .withDefaultMode(0400)
                .endSecret()
                .build();

        assertThat(texts(volume))
                .containsExactlyInAnyOrderEntriesOf(Map.of("password", "s3cret 400", "user", "me 400"));
    }

    @Test
    void showsChosenKeysAtTheirPathsAndModes() throws ConfigurationException {
        Volume volume = new VolumeBuilder()
                .withNewConfigMap()
                .withName("kube-root-ca.crt")
                .addNewItem("ca.crt", 0440, "trust/ca.pem")
                .endConfigMap()
                .build();

        assertThat(texts(volume)).containsExactly(Map.entry("trust/ca.pem", "authority 440"));
    }

    @Test
    void refusesAMissingSourceUnlessItIsOptional() throws ConfigurationException {
        Volume required = new VolumeBuilder()
                .withNewSecret()
                .withSecretName("absent")
                .endSecret()
                .build();
        Volume missingKey = new VolumeBuilder()
                .withNewSecret()
                .withSecretName("credentials")
                .addNewItem("none", null, "none")
                .endSecret()
                .build();
        Volume optional = new VolumeBuilder()
                .withNewSecret()
                .withSecretName("absent")
                .withOptional(true)
                .endSecret()
                .build();

        assertThatThrownBy(() -> texts(required)).hasMessage("secret \"absent\" not found");
        assertThatThrownBy(() -> texts(missingKey))
                .hasMessage("secret \"credentials\" references non-existent key: none");
        assertThat(texts(optional)).isEmpty();
    }

    @Test
    void givesAPodItsTokenTheAuthorityAndItsNamespace() throws ConfigurationException {
        assertThat(texts(VolumeContent.tokenVolume()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "token", "token for null, 3607 s 644", "ca.crt", "authority 644", "namespace", "ns 644"));
    }

    @Test
    void knowsWhenItsTokensEnd() throws ConfigurationException {
        VolumeContent content = content();

        content.of(VolumeContent.tokenVolume());

        assertThat(content.expires()).isEqualTo(EXPIRES);
    }

    private static Map<String, String> texts(Volume volume) throws ConfigurationException {
        return content().of(volume).orElseThrow().entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        file -> new String(file.getValue().content(), StandardCharsets.UTF_8) + " "
                                + Integer.toOctalString(file.getValue().mode())));
    }

    private static VolumeContent content() {
        return new VolumeContent(
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("ns")
                        .endMetadata()
                        .build(),
                name -> name.equals("kube-root-ca.crt")
                        ? Optional.of(new ConfigMapBuilder()
                                .addToData("ca.crt", "authority")
                                .addToData("other", "x")
                                .build())
                        : Optional.empty(),
                name -> name.equals("credentials")
                        ? Optional.of(new SecretBuilder()
                                .addToData("password", base64("s3cret"))
                                .addToData("user", base64("me"))
                                .build())
                        : Optional.empty(),
                (audience, seconds) -> new Sources.Token("token for " + audience + ", " + seconds + " s", EXPIRES));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
