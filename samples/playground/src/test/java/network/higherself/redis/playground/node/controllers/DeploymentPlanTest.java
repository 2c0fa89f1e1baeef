package network.higherself.redis.playground.node.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import network.higherself.redis.playground.node.controllers.DeploymentPlan.Replicas;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentPlanTest {

    /** ReplicaSets are written as wanted/present/available. */
    @ParameterizedTest(name = "{0}: {1} replicas, surge {2}, unavailable {3}: new {4}, old {5} → {6}")
    @CsvSource(
            delimiter = '|',
            value = {
                "RollingUpdate | 3 | 1   | 0   | 0/0/0 | 0/0/0 | {new=3}",
                "RollingUpdate | 3 | 1   | 0   | 0/0/0 | 3/3/3 | {new=1}",
                "RollingUpdate | 3 | 1   | 0   | 1/1/0 | 3/3/3 | {}",
                "RollingUpdate | 3 | 1   | 0   | 1/1/1 | 3/3/3 | {old=2}",
                "RollingUpdate | 3 | 1   | 0   | 1/1/1 | 2/3/3 | {new=2}",
                "RollingUpdate | 4 | 25% | 25% | 0/0/0 | 4/4/4 | {new=1, old=3}",
                "RollingUpdate | 2 | 0   | 0   | 0/0/0 | 2/2/2 | {old=1}",
                "RollingUpdate | 2 | 1   | 1   | 1/1/0 | 2/2/0 | {old=1}",
                "RollingUpdate | 1 | 1   | 0   | 3/3/3 | 0/0/0 | {new=1}",
                "Recreate      | 2 | 0   | 0   | 0/0/0 | 2/2/2 | {old=0}",
                "Recreate      | 2 | 0   | 0   | 0/0/0 | 0/1/0 | {}",
                "Recreate      | 2 | 0   | 0   | 0/0/0 | 0/0/0 | {new=2}",
            })
    void decidesTheNextStep(
            String strategy, int replicas, String surge, String unavailable, String fresh, String old, String steps) {
        Deployment deployment = new DeploymentBuilder()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewStrategy()
                .withType(strategy)
                .withNewRollingUpdate()
                .withMaxSurge(value(surge))
                .withMaxUnavailable(value(unavailable))
                .endRollingUpdate()
                .endStrategy()
                .endSpec()
                .build();

        assertThat(DeploymentPlan.scale(deployment, replicas("new", fresh), List.of(replicas("old", old))))
                .hasToString(steps);
    }

    private static IntOrString value(String text) {
        return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
    }

    private static Replicas replicas(String name, String numbers) {
        String[] parts = numbers.split("/");
        return new Replicas(name, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
