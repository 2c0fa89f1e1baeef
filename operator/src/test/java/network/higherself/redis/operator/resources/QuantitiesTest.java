package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Kubernetes API server 1.36 stores for what it is given. */
class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "1Gi, 1Gi",
        "1024Mi, 1Gi",
        "1536Mi, 1536Mi",
        "1.5Gi, 1536Mi",
        "1048576Ki, 1Gi",
        "0.5Gi, 512Mi",
        "512, 512",
        "1024, 1024",
        "1000, 1k",
        "1500M, 1500M",
        "2000M, 2G",
        "0.1, 100m",
        "100m, 100m",
        "1000m, 1",
        "1500m, 1500m",
        "2.5, 2500m",
        "0, 0",
        "0Gi, 0",
        "0.5Ki, 512",
        "1e3, 1k"
    })
    void quantitiesAreWrittenAsTheApiServerStoresThem(String given, String stored) {
        assertThat(Quantities.canonical(Quantity.parse(given)).toString()).isEqualTo(stored);
        assertThat(Quantities.canonical(Quantity.parse(stored)).toString())
                .as("and stays so")
                .isEqualTo(stored);
    }
}
