package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodHindranceTest {

    private static final String FATAL =
            "message: \"*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\\n>>> 'lookahead 16'\\nBad"
                    + " directive or wrong number of arguments\\n\"";

    /** What a server quotes may be a password. */
    private static final String QUOTED = "\"Bad line\\n>>> 'masterauth s3cret'\\n\"";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            state: {running: {}}, lastState: {terminated: {exitCode: 1}} | none
            state: {waiting: {reason: PodInitializing}} | none
            state: {waiting: {reason: CreateContainerConfigError, message: secret "x" not found}} \
            | CreateContainerConfigError: secret "x" not found
            state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, reason: Error, FATAL}} \
            | its server ended with code 1, saying: Bad directive or wrong number of arguments; Kubernetes starts it again
            state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled}} \
            | its server ended since it took more memory than spec.resources.limits.memory (OOMKilled); Kubernetes starts \
            it again
            state: {terminated: {exitCode: 1, reason: Error, message: '1:M 23 Nov 2026 18:20:10.493 # Bad file format'}} \
            | its server ended with code 1, saying: Bad file format
            state: {terminated: {exitCode: 1, reason: Error, message: QUOTED}} | its server ended with code 1, saying: Bad line
            state: {terminated: {exitCode: 137, reason: Error}} | its server ended with code 137
            """)
    void saysWhyTheServerDoesNotRun(String container, String words) {
        Pod pod = pod("{containerStatuses: [{name: redis, "
                + container.replace("FATAL", FATAL).replace("QUOTED", QUOTED) + "}]}");
        assertThat(PodHindrance.of(pod).orElse("none")).isEqualTo(words);
    }

    @Test
    void saysWhyNoNodeTakesThePod() {
        Pod pod =
                pod("{conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: '0/3 nodes are"
                        + " available: 3 Insufficient memory.'}]}");
        assertThat(PodHindrance.of(pod))
                .contains("no node takes the pod: 0/3 nodes are available: 3 Insufficient memory");
    }

    private static Pod pod(String status) {
        return Serialization.unmarshal(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: cache-0, uid: u}\nstatus: " + status, Pod.class);
    }
}
