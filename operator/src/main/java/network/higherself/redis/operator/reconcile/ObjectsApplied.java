package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.resources.CollisionException;
import network.higherself.redis.operator.resources.Generated;
import network.higherself.redis.operator.resources.MadeBeforeException;
import network.higherself.redis.operator.resources.StatefulSetDependent;

/**
 * How applying the objects went, sorted by who can mend it.
 *
 * @param collisions objects of others with our names
 * @param refusals what Kubernetes forbids
 * @param leaving an object of an earlier resource that is still on its way out
 * @param passing the first failure that trying again may mend
 * @param namespaceEnds whether the namespace is being deleted, so that there is nothing left to do
 * @param overtaken passwords or an authority that were to be made up are there already
 * @param acknowledged whether the API server has the passwords and the authority that this visit began with
 * @param workload whether the StatefulSet is as it should be
 * @param complete whether every object is
 */
record ObjectsApplied(
        List<Problem> collisions,
        List<Problem> refusals,
        Optional<String> leaving,
        Optional<Exception> passing,
        boolean namespaceEnds,
        boolean overtaken,
        boolean acknowledged,
        boolean workload,
        boolean complete) {

    static final ObjectsApplied NOTHING = new ObjectsApplied(
            List.of(), List.of(), Optional.empty(), Optional.empty(), false, false, true, true, true);

    private static final Duration AT_ONCE = Duration.ofMillis(100);
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
        boolean namespaceEnds = false;
        boolean overtaken = false;
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
            } else if (endsWithNamespace(error)) {
                namespaceEnds = true;
            } else if (error instanceof MadeBeforeException) {
                overtaken = true;
            } else {
                passing = passing.or(() -> Optional.of(error));
            }
        }
        boolean acknowledged = result.getErroredDependents().keySet().stream().noneMatch(Generated.class::isInstance);
        return new ObjectsApplied(
                List.copyOf(collisions),
                List.copyOf(refusals),
                leaving,
                passing,
                namespaceEnds,
                overtaken,
                acknowledged,
                // One that waits for another that failed is in neither list.
                result.getReconciledDependents().stream().anyMatch(StatefulSetDependent.class::isInstance),
                result.getErroredDependents().isEmpty());
    }

    /** When to try again; empty where all went well. */
    Optional<Duration> again() {
        if (overtaken) {
            return Optional.of(AT_ONCE);
        }
        if (passing.isPresent() || leaving.isPresent()) {
            return Optional.of(SOON);
        }
        return collisions.isEmpty() && refusals.isEmpty() ? Optional.empty() : Optional.of(LATER);
    }

    /** Whether a write was refused since its namespace is being deleted, or is gone. */
    static boolean endsWithNamespace(Exception error) {
        if (!(error instanceof KubernetesClientException refused)) {
            return false;
        }
        boolean gone = refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                && Optional.ofNullable(refused.getStatus())
                        .map(Status::getDetails)
                        .filter(details -> "namespaces".equals(details.getKind()))
                        .isPresent();
        return gone || (refused.getCode() == FORBIDDEN && words(refused).endsWith("because it is being terminated"));
    }

    /** Whether Kubernetes forbids what was asked, so that asking again won't mend it. */
    static boolean refuses(KubernetesClientException error) {
        return (error.getCode() == INVALID || error.getCode() == FORBIDDEN) && !endsWithNamespace(error);
    }

    private static boolean quota(KubernetesClientException refused) {
        return refused.getCode() == FORBIDDEN && words(refused).contains("quota");
    }

    /** The API server's own words; of a Secret they name fields, never values. */
    static String words(KubernetesClientException refused) {
        return refused.getStatus() == null || refused.getStatus().getMessage() == null
                ? "code " + refused.getCode()
                : refused.getStatus().getMessage();
    }
}
