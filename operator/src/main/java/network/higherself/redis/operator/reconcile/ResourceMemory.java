package network.higherself.redis.operator.reconcile;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.operator.plan.PlanStore;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.RedisPlan.Volume;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.resources.Comparison;
import network.higherself.redis.operator.resources.RestartHash;
import network.higherself.redis.operator.status.ChangeNotes;
import network.higherself.redis.operator.status.ChangeNotes.InForce;
import network.higherself.redis.operator.status.Note;

/**
 * What the operator remembers of one resource between reconciles. All of it may be lost: everything can be found again
 * from the cluster and the instances.
 */
final class ResourceMemory {

    private final String uid;
    private final Instant since;
    private volatile Optional<Inputs> inputs = Optional.empty();
    private volatile Optional<ExternalInputs> externalInputs = Optional.empty();
    private volatile Optional<InForce> inForce = Optional.empty();
    private volatile Optional<Texts> texts = Optional.empty();
    private volatile Optional<Terms> terms = Optional.empty();
    private volatile Optional<RefusedGrowth> refusedGrowth = Optional.empty();
    private volatile Optional<RedisPlan> accepted = Optional.empty();
    private volatile Optional<Passed> passed = Optional.empty();
    private volatile Optional<Comparison> agreed = Optional.empty();
    private volatile boolean ending;
    private volatile boolean serving;
    private volatile Optional<Written> written = Optional.empty();

    /** What is made of this very plan: most visits run the one that the visit before did. Equal ones may be written otherwise. */
    private record Texts(RedisPlan plan, String stored, String restartHash) {}

    /** A size of volumes and why there are none of it. */
    private record RefusedGrowth(Optional<Volume> volume, Problem problem) {}

    /**
     * A status and when it was written.
     *
     * @param doubtful the write may have failed
     */
    record Written(HigherSelfRedisStatus status, Instant at, boolean doubtful) {}

    /**
     * @param uid of the resource; another of the same name has a memory of its own
     * @param since when the operator began to look after it
     */
    ResourceMemory(String uid, Instant since) {
        this.uid = uid;
        this.since = since;
    }

    /** When the operator began to look after the resource. */
    Instant since() {
        return since;
    }

    /** The plan as it is stored ({@link PlanStore}). */
    String stored(RedisPlan plan) {
        return texts(plan).stored();
    }

    /** {@link RestartHash} of the plan. */
    String restartHash(RedisPlan plan) {
        return texts(plan).restartHash();
    }

    private Texts texts(RedisPlan plan) {
        Texts known = texts.filter(last -> last.plan() == plan)
                .orElseGet(() -> new Texts(plan, PlanStore.write(plan), RestartHash.of(plan)));
        texts = Optional.of(known);
        return known;
    }

    String uid() {
        return uid;
    }

    /** The secrets that were last in force. */
    Optional<Inputs> inputs() {
        return inputs;
    }

    /** What applications are told, by the plan that the resource last ran by. */
    Optional<Terms> terms() {
        return terms;
    }

    void runsBy(Terms newTerms) {
        terms = Optional.of(newTerms);
    }

    void inForce(Inputs newInputs) {
        Optional<Inputs> now = Optional.of(newInputs);
        if (!now.equals(inputs)) {
            passed = Optional.empty();
        }
        inputs = now;
    }

    /** The same of a Redis that somebody else runs. */
    Optional<ExternalInputs> externalInputs() {
        return externalInputs;
    }

    void inForce(ExternalInputs newInputs) {
        externalInputs = Optional.of(newInputs);
    }

    /** The plan that was last accepted: what is kept of it in the cluster may be deleted. */
    Optional<RedisPlan> accepted() {
        return accepted;
    }

    void accepted(RedisPlan plan) {
        accepted = Optional.of(plan);
    }

    /** What the gate last answered; taken back where something changes that is remembered here. */
    Optional<Passed> passed() {
        return passed;
    }

    void passed(Passed answer) {
        passed = Optional.of(answer);
    }

    /** What the objects were last found, or made, to agree with; empty: something failed. */
    Optional<Comparison> agreed() {
        return agreed;
    }

    void agree(Optional<Comparison> comparison) {
        agreed = comparison;
    }

    /** Why volumes did not become as large as this plan wants; empty: nobody refused it. */
    Optional<Problem> growthRefused(RedisPlan plan) {
        return refusedGrowth
                .filter(refused -> refused.volume().equals(plan.volume()))
                .map(RefusedGrowth::problem);
    }

    void growthRefused(RedisPlan plan, Problem problem) {
        refused(Optional.of(new RefusedGrowth(plan.volume(), problem)));
    }

    void growthGranted() {
        refused(Optional.empty());
    }

    private void refused(Optional<RefusedGrowth> growth) {
        if (!growth.equals(refusedGrowth)) {
            passed = Optional.empty();
        }
        refusedGrowth = growth;
    }

    /** Takes in what the resource runs with, and gives what is to be told of the difference to the visit before. */
    List<Note> runsWith(InForce now) {
        List<Note> notes =
                inForce.map(before -> ChangeNotes.between(before, now)).orElse(List.of());
        inForce = Optional.of(now);
        return notes;
    }

    /** Takes in whether a Redis that somebody else runs serves; true: it does again, or for the first time. */
    boolean beginsToServe(boolean serves) {
        boolean begins = serves && !serving;
        serving = serves;
        return begins;
    }

    /** Whether its namespace is being deleted, which nobody can take back. */
    boolean endsWithNamespace() {
        return ending;
    }

    void endWithNamespace() {
        ending = true;
    }

    Optional<Written> written() {
        return written;
    }

    void wrote(HigherSelfRedisStatus status, Instant at) {
        written = Optional.of(new Written(status, at, false));
    }

    /** The last visit failed, perhaps by its write of the status, which the SDK sends once the visit is over. */
    void doubtWritten() {
        written = written.map(last -> new Written(last.status(), last.at(), true));
    }
}
