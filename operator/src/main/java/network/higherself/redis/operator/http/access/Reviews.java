package network.higherself.redis.operator.http.access;

import java.util.Optional;

/** Kubernetes' answers. Both calls block, within the client's deadline. */
interface Reviews {

    /**
     * Whose token this is; empty for one that is not good.
     *
     * @throws RuntimeException if Kubernetes does not answer
     */
    Optional<Caller> whose(String token);

    /** @throws RuntimeException if Kubernetes does not answer */
    boolean allowed(Caller caller, Right right);
}
