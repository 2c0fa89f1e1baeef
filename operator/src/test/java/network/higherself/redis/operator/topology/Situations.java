package network.higherself.redis.operator.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.topology.Situation.MemberView;
import network.higherself.redis.operator.topology.Situation.RecordedPrimary;

/** Situations in few words, for tables of cases. */
public final class Situations {

    public static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    /** What an instance says. Fields left at their defaults describe an empty instance that waits to be told. */
    public static final class Says {
        private String runId = "run";
        private boolean primary;
        private String follows = "127.0.0.1";
        private boolean linkUp;
        private String id = "own";
        private Optional<String> second = Optional.empty();
        private long secondOffset = -1;
        private long offset;
        private long keys;
        private OptionalLong watermark = OptionalLong.empty();
        private boolean loading;
        private Instant at = NOW;
        private Optional<Duration> linkDown = Optional.empty();
        private boolean syncing;
        private List<Info.Replica> replicas = List.of();

        public Says run(String value) {
            runId = value;
            return this;
        }

        public Says primary() {
            primary = true;
            return this;
        }

        public Says follows(String pod) {
            follows = host(pod);
            linkUp = true;
            return this;
        }

        public Says linkDown() {
            linkUp = false;
            return this;
        }

        public Says linkDown(long seconds) {
            linkDown = Optional.of(Duration.ofSeconds(seconds));
            return linkDown();
        }

        /** By the address of the primary's pod. */
        public Says followsAddress(String pod) {
            follows = address(pod);
            linkUp = true;
            return this;
        }

        public Says syncing() {
            syncing = true;
            return this;
        }

        /** What a primary says of a replica that has connected to it. */
        public Says lists(String... pods) {
            replicas = Stream.of(pods)
                    .map(pod -> new Info.Replica(address(pod), 6379, "wait_bgsave", 0, 0))
                    .toList();
            return this;
        }

        public Says history(String value, long reached) {
            id = value;
            offset = reached;
            return this;
        }

        public Says second(String value, long until) {
            second = Optional.of(value);
            secondOffset = until;
            return this;
        }

        public Says holds(long number) {
            keys = number;
            return this;
        }

        public Says marked(long mark) {
            watermark = OptionalLong.of(mark);
            return this;
        }

        public Says loading() {
            loading = true;
            return this;
        }

        public Says seen(Instant when) {
            at = when;
            return this;
        }

        public Answered of(String pod) {
            boolean nobody = follows.equals("127.0.0.1");
            Info.Replication replication = new Info.Replication(
                    primary ? Info.Role.PRIMARY : Info.Role.REPLICA,
                    id,
                    second,
                    secondOffset < 0 ? OptionalLong.empty() : OptionalLong.of(secondOffset),
                    offset,
                    primary ? Optional.empty() : Optional.of(follows),
                    primary ? OptionalLong.empty() : OptionalLong.of(nobody ? 1 : 6379),
                    linkUp,
                    syncing,
                    Optional.empty(),
                    linkDown,
                    replicas,
                    "no-failover");
            Info info = new Info(
                    new Info.Server("7.0.15", runId, 1, 10),
                    new Info.Clients(1, 0, 100),
                    new Info.Memory(1_990_000, 1, 512L << 20, "allkeys-lru", 1, 1, 0),
                    new Info.Persistence(loading, Optional.empty(), true, 0, 0, true, false, true, true),
                    new Info.Stats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                    replication,
                    new Info.Cpu(0, 0),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Info.Details.NONE);
            return new Answered(
                    instance(pod, runId),
                    at,
                    Duration.ofNanos(400_000),
                    info,
                    List.of(),
                    watermark,
                    keys + (watermark.isPresent() ? 1 : 0),
                    new Observation.Canary.None(),
                    -1,
                    new Observation.Own("c", Map.of(), 0, 0, true),
                    Observation.Details.NONE);
        }
    }

    private final int wanted;
    private final List<MemberView> members = new ArrayList<>();
    private Optional<RecordedPrimary> recorded = Optional.empty();
    private Optional<Instant> missingSince = Optional.empty();
    private Optional<Answered> primaryLastSeen = Optional.empty();
    private Map<String, Instant> acted = Map.of();
    private List<String> held = List.of();

    private Situations(int wanted) {
        this.wanted = wanted;
    }

    public static Situations replicated(int wanted) {
        return new Situations(wanted);
    }

    public static Says says() {
        return new Says();
    }

    public static Instance instance(String pod, String process) {
        return new Instance("ns", "r", pod, "uid/" + process, host(pod), address(pod), 6379, false);
    }

    static String address(String pod) {
        return "10.0.0." + pod.charAt(2);
    }

    static String host(String pod) {
        return pod + ".r-pods.ns.svc";
    }

    Situations recorded(String pod, String runId, String id) {
        recorded = Optional.of(new RecordedPrimary(pod, Optional.of(runId), Optional.of(id)));
        return this;
    }

    Situations acted(String pod, long secondsAgo) {
        acted = Map.of(pod, NOW.minusSeconds(secondsAgo));
        return this;
    }

    Situations missingFor(Duration duration) {
        missingSince = Optional.of(NOW.minus(duration));
        return this;
    }

    Situations primaryWas(String pod, Says says) {
        primaryLastSeen = Optional.of(says.primary().of(pod));
        return this;
    }

    Situations with(Says says) {
        return with(says, null);
    }

    /** The next pod, with what was seen of it earlier. */
    Situations with(Says says, Says earlier) {
        String pod = "r-" + members.size();
        members.add(new MemberView(
                pod,
                members.size(),
                true,
                false,
                true,
                true,
                Optional.of(says.of(pod)),
                Optional.ofNullable(earlier).map(seen -> seen.of(pod))));
        return this;
    }

    Situations gone() {
        members.add(new MemberView(
                "r-" + members.size(), members.size(), false, false, false, false, Optional.empty(), Optional.empty()));
        return this;
    }

    /** A pod whose container has ended and is about to start again. */
    Situations ended() {
        members.add(new MemberView(
                "r-" + members.size(), members.size(), true, false, false, false, Optional.empty(), Optional.empty()));
        return this;
    }

    Situations stopping(Says says) {
        String pod = "r-" + members.size();
        members.add(new MemberView(
                pod, members.size(), true, true, true, true, Optional.of(says.of(pod)), Optional.empty()));
        return this;
    }

    Situations unreachable() {
        String pod = "r-" + members.size();
        members.add(new MemberView(
                pod,
                members.size(),
                true,
                false,
                true,
                true,
                Optional.of(new Observation.Unreachable(
                        instance(pod, "run"), NOW, Observation.Failure.TIMEOUT, "no answer")),
                Optional.empty()));
        return this;
    }

    Situations held(String... pods) {
        held = List.of(pods);
        return this;
    }

    Situation situation() {
        return new Situation(
                wanted > 0 ? TopologyMode.Replication : TopologyMode.Standalone,
                Math.max(wanted, 1),
                recorded,
                List.copyOf(members),
                NOW,
                missingSince,
                primaryLastSeen,
                acted,
                List.of(),
                Set.copyOf(held));
    }
}
