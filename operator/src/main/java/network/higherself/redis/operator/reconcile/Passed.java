package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.operator.reconcile.Inputs.Intent;
import network.higherself.redis.operator.tls.Certificates;

/**
 * What the gate answered, and to which question. While nothing that it looks at has changed the answer stands, for a minute
 * at most: most visits follow from what pods and servers do, and planning, parsing certificates and looking through Secrets
 * anew takes a third of a visit.
 *
 * @param until when certificates are to be looked at again, whatever else happens
 */
record Passed(Question question, Intent intent, Instant until) {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /**
     * All that an answer depends on, but for what the operator remembers: that takes the answer back where it changes.
     *
     * @param generation of the resource's spec
     * @param objects versions of the resource's objects
     * @param named versions of the Secrets that the spec names, by name
     */
    record Question(String uid, Long generation, Map<String, String> objects, Map<String, String> named) {

        static Question of(ObjectMeta resource, ClusterView view, Map<String, String> named) {
            return new Question(resource.getUid(), resource.getGeneration(), view.owned(), named);
        }

        Set<String> names() {
            return named.keySet();
        }
    }

    static Passed at(Instant now, Question question, Intent intent) {
        Optional<Duration> due = intent instanceof Intent.Run run
                ? run.inputs()
                        .certificate()
                        .flatMap(certificate -> Certificates.untilDue(
                                certificate, run.inputs().authority().isPresent(), now))
                : Optional.empty();
        Duration stands = due.filter(sooner -> sooner.compareTo(LONGEST) < 0).orElse(LONGEST);
        return new Passed(question, intent, now.plus(stands));
    }

    boolean answers(Question asked, Instant now) {
        return question.equals(asked) && now.isBefore(until);
    }
}
