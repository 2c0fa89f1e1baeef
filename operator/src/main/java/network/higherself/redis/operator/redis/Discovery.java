package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import network.higherself.redis.operator.redis.Discovered.Node;

/** Asks Sentinels or a cluster's node who serves. Every call has a deadline, and none completes exceptionally. */
public final class Discovery {

    private final RedisClients clients;

    public Discovery(RedisClients clients) {
        this.clients = clients;
    }

    /** @param master the name under which the Sentinels watch the primary */
    public CompletableFuture<Discovered> ofSentinels(Instance at, Access access, String master, Duration deadline) {
        return with(
                at,
                access,
                deadline,
                session -> session.array(deadline, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", master)
                        .thenCombine(
                                session.array(deadline, "SENTINEL", "REPLICAS", master),
                                (primary, replicas) -> sentinels(primary, replicas, master)));
    }

    public CompletableFuture<Discovered> ofCluster(Instance at, Access access, Duration deadline) {
        return with(
                at,
                access,
                deadline,
                session -> session.text(deadline, "CLUSTER", "NODES")
                        .thenCombine(
                                // Not every user may ask how the whole is; the nodes' own answers tell most of it.
                                session.text(deadline, "CLUSTER", "INFO").exceptionally(refused -> ""),
                                (nodes, info) -> cluster(nodes, info, at.host())));
    }

    /** The connection is kept no longer. */
    public void forget(Instance at) {
        clients.close(at);
    }

    private CompletableFuture<Discovered> with(
            Instance at, Access access, Duration deadline, Function<Session, CompletableFuture<Discovered>> question) {
        return clients.session(at, access, deadline).thenCompose(question).handle((found, error) -> {
            if (error == null) {
                return found;
            }
            Failures.Reason reason = Failures.of(error);
            if (reason.failure() != Observation.Failure.OTHER) {
                clients.closeOpened(at);
            }
            return new Discovered.Failed(reason.failure(), reason.message());
        });
    }

    static Discovered sentinels(List<Object> primary, List<Object> replicas, String master) {
        if (primary.size() < 2) {
            return new Discovered.Failed(
                    Observation.Failure.OTHER, "the Sentinels know no primary by the name " + master);
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(String.valueOf(primary.get(0)), number(primary.get(1)), true, false));
        for (Object replica : replicas) {
            Map<String, String> fields = pairs((List<?>) replica);
            Set<String> flags = Set.of(fields.getOrDefault("flags", "").split(","));
            Node node = new Node(
                    fields.getOrDefault("ip", ""),
                    number(fields.getOrDefault("port", "0")),
                    false,
                    flags.contains("s_down") || flags.contains("disconnected"));
            // A former primary stands among the replicas for ever, and for a moment the new one does.
            if (!node.host().isEmpty() && !node.name().equals(nodes.get(0).name())) {
                nodes.add(node);
            }
        }
        return new Discovered.Found(sorted(nodes), "");
    }

    /**
     * @param text answer to CLUSTER NODES: {@code id host:port@bus[,name] flags …}, a line a node
     * @param asked the host that was asked, which does not always know its own address
     */
    static Discovered cluster(String text, String info, String asked) {
        List<Node> nodes = new ArrayList<>();
        for (String line : text.split("\r?\n")) {
            String[] words = line.strip().split(" ");
            if (words.length < 8) {
                continue;
            }
            Set<String> flags = Set.of(words[2].split(","));
            if (flags.contains("noaddr") || flags.contains("handshake")) {
                continue;
            }
            String[] names = words[1].split(",");
            String address = names[0].contains("@") ? names[0].substring(0, names[0].indexOf('@')) : names[0];
            int colon = address.lastIndexOf(':');
            String ip = address.substring(0, Math.max(0, colon));
            String name = names.length > 1 && !names[1].contains("=") ? names[1] : "";
            String host = !name.isEmpty() ? name : ip.isEmpty() ? asked : ip;
            nodes.add(new Node(
                    host, number(address.substring(colon + 1)), flags.contains("master"), flags.contains("fail")));
        }
        if (nodes.isEmpty()) {
            return new Discovered.Failed(Observation.Failure.OTHER, "the cluster tells of no node");
        }
        boolean fails = info.contains("cluster_state:fail");
        return new Discovered.Found(
                sorted(nodes), fails ? "the cluster says cluster_state:fail: not all slots are served." : "");
    }

    private static List<Node> sorted(List<Node> nodes) {
        return nodes.stream()
                .sorted(Comparator.comparing((Node node) -> !node.primary()).thenComparing(Node::name))
                .toList();
    }

    private static Map<String, String> pairs(List<?> list) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            pairs.put(String.valueOf(list.get(i)), String.valueOf(list.get(i + 1)));
        }
        return pairs;
    }

    private static int number(Object text) {
        try {
            return Integer.parseInt(String.valueOf(text));
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }
}
