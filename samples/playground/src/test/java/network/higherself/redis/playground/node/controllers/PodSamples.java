package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;

/** Pods in the states that controllers tell apart. */
final class PodSamples {

    private PodSamples() {}

    static Pod pod(String name, String state, Map<String, String> labels) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("ns")
                .withUid("uid-" + name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNodeName("playground")
                .addNewContainer()
                .withName("main")
                .addNewPort()
                .withName("redis")
                .withContainerPort(6379)
                .endPort()
                .endContainer()
                .endSpec();
        boolean ready = state.contains("ready") && !state.contains("unready");
        pod.withNewStatus()
                .withPhase(state.contains("failed") ? "Failed" : "Running")
                .withPodIP("10.0.0." + (name.charAt(name.length() - 1) - '0' + 1))
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .endCondition()
                .endStatus();
        if (state.contains("terminating")) {
            pod.editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata();
        }
        return pod.build();
    }
}
