package network.higherself.redis.operator.status;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.topology.Decision;
import network.higherself.redis.operator.topology.RollStep;

/**
 * All that a status is made from, gathered once a reconcile.
 *
 * @param generation of the spec that was looked at
 * @param plan the plan in force, be it the last accepted one; empty: none was ever accepted
 * @param problems what only the user can mend, by what it concerns; any of them stalls the resource
 * @param leaving an object of an earlier resource of the same name that is still on its way out
 * @param route where the primary Service leads
 * @param topology what was decided about roles
 * @param roll what is still to be done about pods
 * @param members one a wanted or existing pod, by ordinal
 * @param certificate the certificate that is served; empty without TLS, or while there is none
 * @param configuration what of the directives is not in force; empty: not compared yet
 * @param warnings what is put in force, and deserves a word
 * @param routes the ways in, and what is known of each
 */
public record StatusInput(
        String namespace,
        String name,
        long generation,
        Optional<RedisPlan> plan,
        Problems problems,
        Optional<String> leaving,
        Optional<Route> route,
        Decision topology,
        RollStep roll,
        List<MemberInput> members,
        Optional<Certificate> certificate,
        Optional<Configuration> configuration,
        List<Problem> warnings,
        Routes routes) {

    /**
     * What only the user can mend.
     *
     * @param spec refused fields of the spec, and Kubernetes' own refusals
     * @param credentials of the Secret with the password
     * @param certificate of the Secret with the certificate, or of the certificate itself
     * @param image an image that can't be pulled or is no Redis
     * @param directives directives that the image's version does not know
     * @param collisions objects of the same name that are not ours
     */
    public record Problems(
            List<Problem> spec,
            List<Problem> credentials,
            List<Problem> certificate,
            List<Problem> image,
            List<Problem> directives,
            List<Problem> collisions) {
        public static final Problems NONE =
                new Problems(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /**
     * @param pod that the primary Service selects
     * @param inEndpoints whether the Service's EndpointSlice holds its address
     */
    public record Route(String pod, boolean inEndpoints) {}

    /**
     * @param exists whether there is a pod
     * @param running whether its container runs
     * @param ready whether the kubelet says so
     * @param seenBefore whether this operator process ever had an answer from this pod name
     * @param current the last observation of the present process
     * @param hindrance why its container does not run, in Kubernetes' words; empty: it runs, or nothing is known
     */
    public record MemberInput(
            String pod,
            int ordinal,
            boolean exists,
            boolean running,
            boolean ready,
            boolean seenBefore,
            Optional<Observation> current,
            Verdict verdict,
            Figures figures,
            Optional<String> hindrance) {

        /** One that nothing is known to hinder. */
        public MemberInput(
                String pod,
                int ordinal,
                boolean exists,
                boolean running,
                boolean ready,
                boolean seenBefore,
                Optional<Observation> current,
                Verdict verdict,
                Figures figures) {
            this(pod, ordinal, exists, running, ready, seenBefore, current, verdict, figures, Optional.empty());
        }

        /** Runs, and was not probed yet since the operator started: nothing is known, and nothing has changed. */
        boolean unobserved() {
            return running && current.isEmpty() && !seenBefore;
        }

        Optional<Observation.Answered> answer() {
            return current.filter(Observation.Answered.class::isInstance).map(Observation.Answered.class::cast);
        }
    }

    public record Certificate(Instant notAfter, String fingerprint) {}

    /**
     * @param pendingRestart directives that wait for a restart
     * @param rejected directives that the server refused, with its words
     */
    public record Configuration(List<String> pendingRestart, List<String> rejected) {}

    /**
     * @param expected names of those that there are to be
     * @param states of those that are being taken, be it that nothing is known yet
     */
    public record Routes(List<String> expected, List<RouteState> states) {
        public static final Routes NONE = new Routes(List.of(), List.of());

        Optional<RouteState> state(String name) {
            return states.stream().filter(state -> state.name().equals(name)).findFirst();
        }

        /** Expected, and nothing is known of them yet. */
        List<String> pending() {
            return expected.stream()
                    .filter(name -> state(name)
                            .filter(state -> state.verdict().health() != Verdict.Health.Unknown)
                            .isEmpty())
                    .toList();
        }

        List<RouteState> broken() {
            return states.stream()
                    .filter(state -> state.verdict().health() == Verdict.Health.Unhealthy)
                    .toList();
        }
    }
}
