package network.higherself.redis.operator.topology;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.Info;

/** What decisions do to the instances of one resource, by pod. Every call has a deadline; none completes exceptionally. */
public interface RedisActions {

    /** Makes the instance a primary of its own dataset. */
    CompletableFuture<ActionResult<String>> promote(String pod);

    /** Makes the instance a replica of another pod's. */
    CompletableFuture<ActionResult<String>> follow(String pod, String primary);

    /**
     * Makes a replica connect anew to the pod that it follows, which Redis does only if that is called otherwise than before:
     * by its address, or by its name.
     */
    CompletableFuture<ActionResult<String>> relink(String pod, String primary, boolean byAddress);

    /** Holds back all writes for so long. */
    CompletableFuture<ActionResult<String>> pauseWrites(String pod, Duration pause);

    CompletableFuture<ActionResult<String>> resumeWrites(String pod);

    /** Role, ids and offset as they are now. */
    CompletableFuture<ActionResult<Info.Replication>> replication(String pod);

    /** Closes the applications' connections, which would otherwise stay with an instance that is no primary any more. */
    CompletableFuture<ActionResult<Long>> closeApplicationClients(String pod);

    /** Probes the instance as soon as may be. */
    void probe(String pod);
}
