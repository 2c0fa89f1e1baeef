package network.higherself.redis.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import network.higherself.redis.operator.reconcile.NextVisit;
import org.junit.jupiter.api.Test;

class ControllerTest {

    @Test
    void visitsComeAgainAndWhatFailsIsTriedForEver() throws IOException {
        try (OperatorsOnApiServer operators = new OperatorsOnApiServer("visits")) {
            var configuration = operators.lead(new Interceptor() {}).getConfiguration();

            assertThat(configuration.maxReconciliationInterval()).contains(NextVisit.LATEST);
            assertThat(configuration.getRetry())
                    .isInstanceOfSatisfying(
                            GenericRetry.class,
                            retry -> assertThat(retry.getMaxAttempts()).isNegative());
        }
    }
}
