package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.util.List;
import network.higherself.redis.operator.redis.InfoField;

/** What a node of a cluster says of it, where it may be asked by CLUSTER INFO. */
final class ClusterSeries {

    static final List<InfoSeries> OF_NODE = List.of(
            gauge("current_epoch", InfoField.CLUSTER_CURRENT_EPOCH, "Highest epoch that the node has seen."),
            gauge("known_nodes", InfoField.CLUSTER_KNOWN_NODES, "Nodes that the node knows, itself included."),
            gauge(
                    "messages_received_total",
                    InfoField.CLUSTER_STATS_MESSAGES_RECEIVED,
                    "Messages that the node has received by the cluster bus."),
            gauge(
                    "messages_sent_total",
                    InfoField.CLUSTER_STATS_MESSAGES_SENT,
                    "Messages that the node has sent by the cluster bus."),
            gauge("my_epoch", InfoField.CLUSTER_MY_EPOCH, "Epoch of the node's own configuration."),
            gauge("size", InfoField.CLUSTER_SIZE, "Primaries that serve a slot."),
            gauge("slots_assigned", InfoField.CLUSTER_SLOTS_ASSIGNED, "Slots that belong to a node; all are 16384."),
            gauge("slots_fail", InfoField.CLUSTER_SLOTS_FAIL, "Slots of nodes that have failed."),
            gauge("slots_ok", InfoField.CLUSTER_SLOTS_OK, "Slots of nodes that have not failed."),
            gauge("slots_pfail", InfoField.CLUSTER_SLOTS_PFAIL, "Slots of nodes that the node can't reach."),
            gauge("state", InfoField.CLUSTER_STATE, "Whether the node says that the cluster serves, 1 or 0."));

    private ClusterSeries() {}

    private static InfoSeries gauge(String name, InfoField field, String help) {
        return InfoSeries.gauge("cluster_" + name, field, help);
    }

    static void write(RedisSeries.Out out) throws IOException {
        for (InfoSeries series : OF_NODE) {
            out.answered(series.family(), (view, answer, to) -> to.value(RedisSeries.number(answer, series)));
        }
    }
}
