package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import network.higherself.redis.api.v1.Member;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What ails an instance is told where people look: in the member, the condition or the phase, and an event with the
 * mend; and it is told when it is over.
 */
@Execution(ExecutionMode.CONCURRENT)
class HealthIT {

    private static final Duration DEADLINE = Duration.ofSeconds(100);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Cluster cluster = Cluster.shared();

    @Test
    void slowCommandsTooManyClientsAndADirectoryThatCannotBeWritten() {
        Patient patient = patient("{environment: Development, config: {maxclients: 30}, probe: {interval: 1s}}");

        patient.app("slow", "for i in 1 2 3 4; do r eval \"local x=0 for i=1,5000000 do x=x+i end return x\" 0; done");
        patient.awaitDegraded("a-0", "SlowCommands", "SLOWLOG GET");

        patient.start("crowd", "for i in $(seq 40); do sleep 600 | r & done; wait");
        patient.awaitUnhealthy("a-0", "ClientsAtLimit", "raise spec.config.maxclients", "PrimaryUnhealthy");
        patient.end("crowd");
        patient.awaitDegraded("a-0", "RejectedConnections", "Lower the applications' pool sizes");

        if (cluster.reachesFiles()) {
            cluster.writable(patient.namespace, "a-0", false);
            patient.app("save", "r bgsave");
            patient.awaitUnhealthy("a-0", "PersistenceFailing", "See that the volume has space", "PrimaryUnhealthy");
            cluster.writable(patient.namespace, "a-0", true);
            patient.app("again", "r bgsave");
        }
        patient.awaitHealthy("a-0");
        patient.leave();
    }

    @Test
    void memoryThatIsFullAndAScriptThatDoesNotEnd() {
        Patient patient = patient("{environment: Development, config: {maxmemory: 20mb, maxmemory-policy: noeviction,"
                + " lua-time-limit: 200}, probe: {interval: 1s, slowCommandThreshold: 10s}}");

        patient.app(
                "fill",
                "r eval \"for i=1,2000 do redis.call('SET','filler:'..i,string.rep('x',100000)) end\" 0; r set a b");
        patient.awaitUnhealthy("a-0", "MemoryFull", "Raise spec.config.maxmemory", "PrimaryUnhealthy");
        patient.app("empty", "r flushall");
        patient.awaitHealthy("a-0");

        // Three of four keys gone leave holes in every page that held them.
        patient.app(
                "holes",
                "r config set maxmemory 400mb;"
                        + " r eval \"local x=string.rep('x',1100)"
                        + " for i=1,140000 do redis.call('SET','filler:'..i,x) end\" 0;"
                        + " r eval \"for i=1,140000 do if i%4>0 then redis.call('DEL','filler:'..i) end end\" 0");
        patient.awaitDegraded("a-0", "Fragmented", "Set spec.config.activedefrag");
        patient.app("whole", "r flushall; r config set maxmemory 20mb");
        patient.awaitHealthy("a-0");

        patient.start("script", "r eval 'while true do end' 0");
        patient.awaitUnhealthy("a-0", "ScriptRunning", "SCRIPT KILL", "PrimaryUnreachable");
        patient.app("kill", "r script kill");
        patient.awaitHealthy("a-0");
        patient.leave();
    }

    @Test
    void aCutLinkAndALargeDatasetThatIsLoaded() {
        Patient patient = patient(
                "{environment: Development, topology: {mode: Replication, instances: 2}," + " probe: {interval: 1s}}");

        patient.app("cut", "r acl setuser higherself-replication off; r client kill type replica");
        patient.awaitUnhealthy("a-1", "LinkDown", "See the network between the pods", "ReplicaUnhealthy");

        patient.app("demand", "r config set min-replicas-to-write 1");
        patient.awaitMember("a-0", "Unhealthy", "TooFewReplicas");
        patient.awaitEvent("InstanceUnhealthy", "a-0", "TooFewReplicas", "lower spec.config.min-replicas-to-write");
        patient.app("waive", "r config set min-replicas-to-write 0");
        patient.awaitMember("a-0", "Healthy", null);

        // More than the backlog holds, so that all of it is copied anew, by a replica that takes its time over a key.
        patient.app(
                "fill",
                "r eval \"for i=1,300 do redis.call('SET','filler:'..i,string.rep('x',100000)) end\" 0;"
                        + " r config set rdb-key-save-delay 10000; r config set rdbcompression no;"
                        + " r -h a-1.a-pods config set key-load-delay 10000;"
                        + " r acl setuser higherself-replication on");
        patient.awaitMember("a-1", "Unhealthy", "Syncing");
        patient.awaitUnhealthy("a-1", "Loading", "the instance serves when that is done", "ReplicaUnhealthy");
        patient.awaitHealthy("a-1");

        patient.app(
                "refuse",
                "r -h a-1.a-pods acl setuser higherself-operator -replicaof; r -h a-1.a-pods replicaof no one");
        patient.awaitEvent("FollowFailed", "a-1", "could not be made a replica", "NOPERM");
        patient.app("allow", "r -h a-1.a-pods acl setuser higherself-operator +replicaof");
        patient.awaitReplica("a-1");
        patient.awaitHealthy("a-1");
        patient.leave();
    }

    @Test
    void aPrimaryThatIsNotHeard() {
        Patient patient = patient(
                "{environment: Development, topology: {mode: Replication, instances: 2}, probe: {interval: 1s}}");

        // It has nothing to say, and does not even say that it is there.
        patient.app("silence", "r config set repl-ping-replica-period 3600");
        patient.awaitDegraded("a-1", "ReplicaLagging", "See the primary's health and the network");
        patient.app("ping", "r config set repl-ping-replica-period 1");
        patient.awaitHealthy("a-1");
        patient.leave();
    }

    @Test
    void manyErrorsAndAnOperatorThatIsShutOut() {
        Patient patient = patient("{environment: Development, probe: {interval: 1s}}");

        patient.app("errors", "r set text x; for i in $(seq 300); do echo incr text; done | r | tail -1");
        patient.awaitDegraded("a-0", "ErrorRate", "INFO errorstats");

        patient.app(
                "shut-out",
                "r acl setuser higherself-operator resetpass '>nobody-knows-this-one'; r client kill user"
                        + " higherself-operator");
        patient.awaitUnhealthy("a-0", "AuthenticationFailed", "Restart the pod", "PrimaryUnreachable");
        patient.app("let-in", "r acl load");
        patient.awaitMember("a-0", "Healthy", null);

        patient.app("forbid", "r acl setuser higherself-operator -set");
        patient.awaitUnhealthy("a-0", "CanaryFailed", "NOPERM", "PrimaryUnhealthy");
        patient.app("allow", "r acl load");
        patient.awaitHealthy("a-0");
        patient.leave();
    }

    private Patient patient(String spec) {
        Patient patient = new Patient(cluster.namespace("health"));
        cluster.apply(patient.namespace, StandaloneIT.resource("a", spec));
        cluster.awaitReady(patient.namespace, "a", DEADLINE);
        return patient;
    }

    /** A resource of the name {@code a} whose instances fall ill. */
    private final class Patient {
        private final String namespace;

        private Patient(String namespace) {
            this.namespace = namespace;
        }

        void app(String name, String script) {
            cluster.run(namespace, new ClientPod(name, "a", script), DEADLINE);
        }

        void start(String name, String script) {
            cluster.client()
                    .resource(new ClientPod(name, "a", script).build(namespace))
                    .create();
        }

        void end(String name) {
            cluster.kubectl("delete", "pod", "-n", namespace, name, "--wait=false", "--force", "--grace-period=0");
        }

        void awaitUnhealthy(String pod, String reason, String mend, String ready) {
            awaitMember(pod, "Unhealthy", reason);
            Awaitility.await("Ready is False: " + ready)
                    .atMost(DEADLINE)
                    .pollInterval(POLL)
                    .untilAsserted(() -> assertThat(cluster.condition(namespace, "a", "Ready", "False"))
                            .hasValueSatisfying(
                                    words -> assertThat(words).startsWith(ready).contains(mend)));
            awaitEvent("InstanceUnhealthy", pod, reason, mend);
        }

        void awaitDegraded(String pod, String reason, String mend) {
            awaitMember(pod, "Degraded", reason);
            // What made it so may have kept the server, and with it the way to it, from answering for a moment.
            Awaitility.await("Ready, though Degraded")
                    .atMost(DEADLINE)
                    .pollInterval(POLL)
                    .untilAsserted(() -> {
                        assertThat(cluster.resource(namespace, "a").getStatus().phase())
                                .isEqualTo("Degraded");
                        assertThat(cluster.condition(namespace, "a", "Ready", "True"))
                                .isPresent();
                    });
            awaitEvent("InstanceDegraded", pod, reason, mend);
        }

        void awaitHealthy(String pod) {
            awaitMember(pod, "Healthy", null);
            cluster.awaitReady(namespace, "a", DEADLINE);
            awaitEvent("InstanceRecovered", pod, "healthy again", "");
        }

        void awaitMember(String pod, String health, String reason) {
            Awaitility.await(pod + " is " + health + " " + reason)
                    .atMost(DEADLINE)
                    .pollInterval(POLL)
                    .untilAsserted(() -> assertThat(member(pod)).hasValueSatisfying(member -> {
                        assertThat(member.health()).as(member.toString()).isEqualTo(health);
                        if (reason != null) {
                            assertThat(member.reason()).isEqualTo(reason);
                        }
                    }));
        }

        void awaitReplica(String pod) {
            try {
                Awaitility.await(pod + " is a replica")
                        .atMost(DEADLINE)
                        .pollInterval(POLL)
                        .untilAsserted(() -> assertThat(member(pod))
                                .hasValueSatisfying(
                                        member -> assertThat(member.role()).isEqualTo("Replica")));
            } catch (ConditionTimeoutException never) {
                throw new AssertionError(
                        cluster.resource(namespace, "a").getStatus() + "\n" + cluster.operatorLog(40), never);
            }
        }

        private Optional<Member> member(String pod) {
            return cluster.resource(namespace, "a").getStatus().members().stream()
                    .filter(member -> member.name().equals(pod))
                    .findFirst();
        }

        private void awaitEvent(String reason, String pod, String cause, String mend) {
            Awaitility.await("event " + reason + " of " + pod + ": " + cause)
                    .atMost(DEADLINE)
                    .pollInterval(POLL)
                    .untilAsserted(() -> assertThat(cluster.notes(namespace, reason))
                            .anySatisfy(note -> assertThat(note).startsWith(pod).contains(cause, mend)));
        }

        void leave() {
            cluster.kubectl("delete", "namespace", namespace, "--wait=false");
        }
    }
}
