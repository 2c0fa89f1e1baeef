package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.resources.CollisionException;

/**
 * How applying the objects went, sorted by who can mend it.
 *
 * @param collisions objects of others with our names
 * @param refusals what Kubernetes forbids
 * @param leaving an object of an earlier resource that is still on its way out
 * @param passing the first failure that trying again may mend
 */
record ObjectsApplied(
        List<Problem> collisions, List<Problem> refusals, Optional<String> leaving, Optional<Exception> passing) {

    private static final Duration SOON = Duration.ofSeconds(2);

    /** What somebody else has to mend raises no event of ours when it is mended: now and then it is tried again. */
    private static final Duration LATER = Duration.ofSeconds(15);

    private static final int FORBIDDEN = 403;
    private static final int INVALID = 422;

    static ObjectsApplied of(WorkflowReconcileResult result) {
        List<Problem> collisions = new ArrayList<>();
        List<Problem> refusals = new ArrayList<>();
        Optional<String> leaving = Optional.empty();
        Optional<Exception> passing = Optional.empty();
        for (Exception error : result.getErroredDependents().values()) {
            if (error instanceof CollisionException collision) {
                if (collision.passing()) {
                    leaving = Optional.of(collision.getMessage());
                } else {
                    collisions.add(new Problem("metadata.name", collision.getMessage()));
                }
            } else if (error instanceof KubernetesClientException refused
                    && (refused.getCode() == INVALID || quota(refused))) {
                refusals.add(new Problem("spec", "Kubernetes refuses it: " + words(refused)));
            } else {
                passing = passing.or(() -> Optional.of(error));
            }
        }
        return new ObjectsApplied(List.copyOf(collisions), List.copyOf(refusals), leaving, passing);
    }

    /** When to try again; empty where all went well. */
    Optional<Duration> again() {
        if (passing.isPresent() || leaving.isPresent()) {
            return Optional.of(SOON);
        }
        return collisions.isEmpty() && refusals.isEmpty() ? Optional.empty() : Optional.of(LATER);
    }

    private static boolean quota(KubernetesClientException refused) {
        return refused.getCode() == FORBIDDEN && words(refused).contains("quota");
    }

    /** The API server's own words; of a Secret they name fields, never values. */
    private static String words(KubernetesClientException refused) {
        return refused.getStatus() == null || refused.getStatus().getMessage() == null
                ? "code " + refused.getCode()
                : refused.getStatus().getMessage();
    }
}
