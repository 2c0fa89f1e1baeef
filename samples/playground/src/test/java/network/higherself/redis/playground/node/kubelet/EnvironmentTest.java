package network.higherself.redis.playground.node.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "plain,         plain",
        "$(A),          one",
        "a$(A)b$(B),    aonebtwo",
        "$$(A),         $(A)",
        "$(MISSING),    $(MISSING)",
        "$A,            $A",
        "$$$(A),        $one",
        "cost: 5$,      cost: 5$",
    })
    void expandsVariables(String text, String expected) {
        assertThat(Variables.expand(text, Map.of("A", "one", "B", "two"))).isEqualTo(expected);
    }

    @Test
    void laterVariablesSeeEarlierOnesAndOverrideWhatComesFromWholeMaps() throws ConfigurationException {
        Container container = new ContainerBuilder()
                .addNewEnvFrom()
                .withPrefix("P_")
                .withNewConfigMapRef("map", false)
                .endEnvFrom()
                .addNewEnvFrom()
                .withNewSecretRef("secret", false)
                .endEnvFrom()
                .addNewEnv()
                .withName("password")
                .withValue("other")
                .endEnv()
                .addNewEnv()
                .withName("GREETING")
                .withValue("$(P_word) from $(NODE)")
                .endEnv()
                .build();

        assertThat(environment().of(container))
                .containsEntry("P_word", "hello")
                .containsEntry("password", "other")
                .containsEntry("GREETING", "hello from n1")
                .containsEntry("NODE", "n1");
    }

    @Test
    void readsFieldsKeysAndLimits() throws ConfigurationException {
        Container container = new ContainerBuilder()
                .withNewResources()
                .addToLimits("memory", new Quantity("256Mi"))
                .endResources()
                .addNewEnv()
                .withName("IP")
                .withNewValueFrom()
                .withNewFieldRef("v1", "status.podIP")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("LABEL")
                .withNewValueFrom()
                .withNewFieldRef("v1", "metadata.labels['app']")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("KEY")
                .withNewValueFrom()
                .withNewSecretKeyRef("password", "secret", false)
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("MIB")
                .withNewValueFrom()
                .withNewResourceFieldRef()
                .withResource("limits.memory")
                .withDivisor(new Quantity("1Mi"))
                .endResourceFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("ABSENT")
                .withNewValueFrom()
                .withNewConfigMapKeyRef("none", "map", true)
                .endValueFrom()
                .endEnv()
                .build();

        assertThat(environment().of(container))
                .containsEntry("IP", "10.0.0.9")
                .containsEntry("LABEL", "redis")
                .containsEntry("KEY", "s3cret")
                .containsEntry("MIB", "256")
                .doesNotContainKey("ABSENT");
    }

    @Test
    void saysWhatIsMissingInTheWordsOfAKubelet() {
        Container noSecret = new ContainerBuilder()
                .addNewEnvFrom()
                .withNewSecretRef("absent", false)
                .endEnvFrom()
                .build();
        Container noKey = new ContainerBuilder()
                .addNewEnv()
                .withName("X")
                .withNewValueFrom()
                .withNewSecretKeyRef("none", "secret", false)
                .endValueFrom()
                .endEnv()
                .build();

        assertThatThrownBy(() -> environment().of(noSecret)).hasMessage("secret \"absent\" not found");
        assertThatThrownBy(() -> environment().of(noKey)).hasMessage("couldn't find key none in Secret ns/secret");
    }

    private static Environment environment() {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("ns")
                .addToLabels("app", "redis")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPodIP("10.0.0.9")
                .endStatus()
                .build();
        String password = Base64.getEncoder().encodeToString("s3cret".getBytes(StandardCharsets.UTF_8));
        return new Environment(
                pod,
                Map.of("NODE", "n1"),
                name -> name.equals("map")
                        ? Optional.of(new ConfigMapBuilder()
                                .addToData("word", "hello")
                                .build())
                        : Optional.empty(),
                name -> name.equals("secret")
                        ? Optional.of(new SecretBuilder()
                                .addToData("password", password)
                                .build())
                        : Optional.empty());
    }
}
