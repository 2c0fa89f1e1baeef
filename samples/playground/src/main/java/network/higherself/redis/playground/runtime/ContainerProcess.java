package network.higherself.redis.playground.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A running container. */
public interface ContainerProcess {

    /** The process id of the container's first process, as the machine sees it. */
    long pid();

    /** Completes with the exit code, 128 + signal when a signal ended it; never exceptionally. */
    CompletableFuture<Integer> exit();

    /** Sends a signal by its number to the container's first process; nothing happens when it has ended. */
    void signal(int signal);

    /** Runs a command inside the container, in its namespaces and as its user. */
    ExecResult exec(List<String> argv, Duration timeout);
}
