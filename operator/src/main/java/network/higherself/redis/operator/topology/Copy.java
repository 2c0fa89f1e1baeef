package network.higherself.redis.operator.topology;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.topology.Situation.MemberView;

/** One copy of the dataset: an instance that answers, and what it says of itself. */
record Copy(MemberView member, Answered answer) {

    /** The port of the address that an instance follows from its start until it is told whom to follow. */
    private static final int NOBODY_PORT = 1;

    /** The copies that answer and are not on their way out. */
    static List<Copy> of(List<MemberView> members) {
        return members.stream()
                .filter(member -> !member.terminating())
                .flatMap(member -> answer(member).map(answer -> new Copy(member, answer)).stream())
                .toList();
    }

    static Optional<Answered> answer(MemberView member) {
        return member.current().filter(Answered.class::isInstance).map(Answered.class::cast);
    }

    static boolean unassigned(Info.Replication replication) {
        return replication.role() == Info.Role.REPLICA
                && (replication.primaryPort().orElse(NOBODY_PORT) == NOBODY_PORT
                        || replication.primaryHost().isEmpty());
    }

    String pod() {
        return member.pod();
    }

    int ordinal() {
        return member.ordinal();
    }

    Instant at() {
        return answer.at();
    }

    Info.Replication replication() {
        return answer.info().replication();
    }

    String runId() {
        return answer.info().server().runId();
    }

    String id() {
        return replication().replicationId();
    }

    long offset() {
        return replication().offset();
    }

    OptionalLong watermark() {
        return answer.watermark();
    }

    boolean loading() {
        return answer.info().persistence().loading();
    }

    boolean primary() {
        return replication().role() == Info.Role.PRIMARY;
    }

    boolean unassigned() {
        return unassigned(replication());
    }

    /** The applications' keys: the operator's watermark is left out. */
    long keys() {
        return answer.keys() - (watermark().isPresent() ? 1 : 0);
    }

    boolean empty() {
        return !loading() && keys() <= 0;
    }

    boolean follows(Copy primary) {
        return replication().role() == Info.Role.REPLICA
                && !unassigned()
                && replication().primaryPort().orElse(0)
                        == primary.answer.instance().port()
                && (followsHost(primary.answer.instance().host()) || followsAddress(primary));
    }

    /** Whether it follows whatever has the primary's present address, by whichever name the primary is called otherwise. */
    boolean followsAddress(Copy primary) {
        return followsHost(primary.answer.instance().address());
    }

    private boolean followsHost(String host) {
        return replication().primaryHost().filter(host::equals).isPresent();
    }

    /** The histories that this copy continues: its own id, and the one it had before its promotion. */
    Set<String> histories() {
        return replication()
                .secondReplicationId()
                .map(second -> Set.of(id(), second))
                .orElseGet(() -> Set.of(id()));
    }

    /** Whether this copy is newer than the other by watermark, or where that does not tell, holds more keys. */
    boolean holdsMoreThan(Copy other) {
        if (watermark().isPresent() && other.watermark().isPresent()) {
            int newer = Long.compare(watermark().getAsLong(), other.watermark().getAsLong());
            if (newer != 0) {
                return newer > 0;
            }
        }
        return keys() > other.keys();
    }
}
