package network.higherself.redis.operator.http.access;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;

/** Asks the API server: TokenReview and SubjectAccessReview. */
final class ClusterReviews implements Reviews {

    private static final String RESOURCE = "higherselfredises";

    private final KubernetesClient client;

    ClusterReviews(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Optional<Caller> whose(String token) {
        TokenReview review = client.resource(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .endSpec()
                        .build())
                .create();
        if (review.getStatus() == null
                || !Boolean.TRUE.equals(review.getStatus().getAuthenticated())) {
            return Optional.empty();
        }
        UserInfo user = review.getStatus().getUser();
        return Optional.of(new Caller(
                text(user.getUsername()),
                text(user.getUid()),
                user.getGroups() == null ? List.of() : List.copyOf(user.getGroups()),
                user.getExtra() == null ? Map.of() : Map.copyOf(user.getExtra())));
    }

    @Override
    public boolean allowed(Caller caller, Right right) {
        var spec = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(caller.name())
                .withUid(caller.uid().isEmpty() ? null : caller.uid())
                .withGroups(caller.groups())
                .withExtra(caller.extra());
        if (right instanceof Right.OnResource on) {
            spec.withNewResourceAttributes()
                    .withGroup(HigherSelfRedis.GROUP)
                    .withResource(RESOURCE)
                    .withVerb(on.verb())
                    .withNamespace(on.namespace().orElse(null))
                    .withName(on.name().orElse(null))
                    .endResourceAttributes();
        } else if (right instanceof Right.OnPath on) {
            spec.withNewNonResourceAttributes()
                    .withVerb(on.verb())
                    .withPath(on.path())
                    .endNonResourceAttributes();
        }
        SubjectAccessReview review = client.resource(spec.endSpec().build()).create();
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
