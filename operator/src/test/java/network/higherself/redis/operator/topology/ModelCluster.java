package network.higherself.redis.operator.topology;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.topology.Situation.MemberView;
import network.higherself.redis.operator.topology.Situation.RecordedPrimary;

/**
 * Instances as the rules see them, with datasets that can be compared: what Redis does on crash, restart under AOF or
 * RDB alone, promotion and full resync, and nothing else.
 */
final class ModelCluster extends Clock implements RedisActions, Routing {

    /** One pod with its process and its volume. */
    static final class Node {
        final String pod;
        final int ordinal;
        boolean up = true;
        int process;
        boolean primary;
        Optional<String> follows = Optional.empty();
        boolean linkUp;
        String id;
        Optional<String> second = Optional.empty();
        long secondOffset = -1;
        long offset;
        long mark;
        final Set<Integer> keys = new LinkedHashSet<>();
        Set<Integer> savedKeys = Set.of();
        long savedMark;
        String savedId = "";
        long savedOffset;
        Optional<Answered> lastAnswer = Optional.empty();

        Node(int ordinal) {
            this.ordinal = ordinal;
            this.pod = "r-" + ordinal;
            this.id = "fresh-" + ordinal;
        }

        String runId() {
            return pod + "/" + process;
        }
    }

    final List<Node> nodes = new ArrayList<>();
    final boolean appendOnly;
    Optional<RecordedPrimary> recorded = Optional.empty();
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");
    private int ids;
    private int written;

    ModelCluster(int size, boolean appendOnly) {
        this.appendOnly = appendOnly;
        for (int ordinal = 0; ordinal < size; ordinal++) {
            nodes.add(new Node(ordinal));
        }
    }

    Node node(String pod) {
        return nodes.get(Integer.parseInt(pod.substring(2)));
    }

    /** The instance that applications write to, if it takes writes. */
    Optional<Node> routed() {
        return recorded.map(primary -> node(primary.pod())).filter(node -> node.up && node.primary);
    }

    void write() {
        routed().ifPresent(node -> {
            node.keys.add(written++);
            node.offset++;
        });
    }

    /** What the primary has reaches a replica whose link is up. */
    void replicate(Node replica) {
        replica.follows.map(this::node).filter(node -> node.up && node.primary).ifPresent(primary -> {
            if (!replica.up) {
                return;
            }
            replica.keys.clear();
            replica.keys.addAll(primary.keys);
            replica.mark = primary.mark;
            replica.id = primary.id;
            replica.second = primary.second;
            replica.secondOffset = primary.secondOffset;
            replica.offset = primary.offset;
            replica.linkUp = true;
        });
    }

    /** The operator's canary raises the counter of this instance, if it is a primary. */
    void mark(String pod) {
        Optional.of(node(pod)).filter(node -> node.up && node.primary).ifPresent(node -> {
            node.mark++;
            node.offset++;
        });
    }

    void save(Node node) {
        node.savedKeys = Set.copyOf(node.keys);
        node.savedMark = node.mark;
        node.savedId = node.id;
        node.savedOffset = node.offset;
    }

    void crash(Node node) {
        node.up = false;
        nodes.stream()
                .filter(other -> other.follows.filter(node.pod::equals).isPresent())
                .forEach(other -> other.linkUp = false);
    }

    void start(Node node) {
        if (node.up) {
            return;
        }
        node.up = true;
        node.process++;
        node.primary = false;
        node.follows = Optional.empty();
        node.linkUp = false;
        node.second = Optional.empty();
        node.secondOffset = -1;
        if (appendOnly) {
            node.id = "restart-" + ids++;
            node.offset = 0;
        } else {
            node.keys.clear();
            node.keys.addAll(node.savedKeys);
            node.mark = node.savedMark;
            node.id = node.savedId.isEmpty() ? "restart-" + ids++ : node.savedId;
            node.offset = node.savedOffset;
        }
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Situation situation() {
        List<MemberView> members = nodes.stream()
                .map(node -> {
                    Optional<Observation> current =
                            node.up ? Optional.of(observe(node)) : Optional.<Observation>empty();
                    Optional<Answered> last = node.lastAnswer;
                    if (node.up) {
                        node.lastAnswer = current.map(Answered.class::cast);
                    }
                    return new MemberView(
                            node.pod,
                            node.ordinal,
                            true,
                            false,
                            node.up,
                            node.up,
                            current,
                            node.up ? node.lastAnswer : last);
                })
                .toList();
        return new Situation(TopologyMode.Replication, nodes.size(), recorded, members, now);
    }

    private Answered observe(Node node) {
        Situations.Says says = Situations.says()
                .run(node.runId())
                .history(node.id, node.offset)
                .holds(node.keys.size())
                .seen(now);
        if (node.mark > 0) {
            says.marked(node.mark);
        }
        node.second.ifPresent(second -> says.second(second, node.secondOffset));
        if (node.primary) {
            says.primary();
        } else if (node.follows.isPresent()) {
            says.follows(node.follows.get());
            if (!node.linkUp) {
                says.linkDown();
            }
        }
        return says.of(node.pod);
    }

    @Override
    public CompletableFuture<ActionResult<String>> promote(String pod) {
        Node node = node(pod);
        if (!node.primary) {
            node.second = Optional.of(node.id);
            node.secondOffset = node.offset + 1;
            node.id = "promoted-" + ids++;
            node.primary = true;
            node.follows = Optional.empty();
        }
        return done("OK");
    }

    @Override
    public CompletableFuture<ActionResult<String>> follow(String pod, String primary) {
        Node node = node(pod);
        node.primary = false;
        node.follows = Optional.of(primary);
        replicate(node);
        return done("OK");
    }

    @Override
    public CompletableFuture<ActionResult<String>> relink(String pod, String primary, boolean byAddress) {
        return follow(pod, primary);
    }

    @Override
    public CompletableFuture<ActionResult<String>> pauseWrites(String pod, Duration pause) {
        return done("OK");
    }

    @Override
    public CompletableFuture<ActionResult<String>> resumeWrites(String pod) {
        return done("OK");
    }

    @Override
    public CompletableFuture<ActionResult<Info.Replication>> replication(String pod) {
        return done(observe(node(pod)).info().replication());
    }

    @Override
    public CompletableFuture<ActionResult<Long>> closeApplicationClients(String pod) {
        return done(0L);
    }

    @Override
    public void probe(String pod) {
        // Every situation is made of fresh observations.
    }

    @Override
    public void route(String pod, Optional<String> runId, Optional<String> replicationId) {
        recorded = Optional.of(new RecordedPrimary(pod, runId, replicationId));
    }

    private static <T> CompletableFuture<ActionResult<T>> done(T value) {
        return CompletableFuture.completedFuture(new ActionResult.Done<>(value));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
