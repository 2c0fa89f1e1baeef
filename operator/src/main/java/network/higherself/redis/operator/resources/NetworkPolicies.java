package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;
import network.higherself.redis.operator.plan.RedisPlan;

/**
 * The NetworkPolicy of a resource: who may connect to its port. Always the instances among themselves and the operator;
 * besides them the peers that the user lists, or the namespace where he lists none. Says nothing about egress.
 */
final class NetworkPolicies {

    private NetworkPolicies() {}

    static boolean wanted(RedisPlan plan) {
        return plan.network().policy();
    }

    static NetworkPolicy of(RedisModel model) {
        List<NetworkPolicyPeer> peers = new ArrayList<>();
        peers.add(new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .withMatchLabels(Labels.selector(model.name()))
                .endPodSelector()
                .build());
        peers.add(new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels(
                        "kubernetes.io/metadata.name", model.operator().namespace())
                .endNamespaceSelector()
                .withNewPodSelector()
                .withMatchLabels(model.operator().labels())
                .endPodSelector()
                .build());
        peers.addAll(model.plan().network().allowFrom().orElseGet(NetworkPolicies::wholeNamespace));
        return new NetworkPolicyBuilder()
                .withMetadata(Metadata.of(model, Names.networkPolicy(model.name())))
                .withNewSpec()
                .withPolicyTypes("Ingress")
                .withNewPodSelector()
                .withMatchLabels(Labels.selector(model.name()))
                .endPodSelector()
                .addNewIngress()
                .withPorts(new NetworkPolicyPortBuilder()
                        .withProtocol("TCP")
                        .withNewPort(model.plan().port())
                        .build())
                .withFrom(peers)
                .endIngress()
                .endSpec()
                .build();
    }

    private static List<NetworkPolicyPeer> wholeNamespace() {
        return List.of(new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .endPodSelector()
                .build());
    }
}
