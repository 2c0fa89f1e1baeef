package network.higherself.redis.operator.redis;

/** How a command to an instance ended. Commands never complete exceptionally. */
public sealed interface ActionResult<T> {

    record Done<T>(T value) implements ActionResult<T> {}

    /** @param message in words, without any secret */
    record Failed<T>(Observation.Failure failure, String message) implements ActionResult<T> {}

    default boolean done() {
        return this instanceof Done<T>;
    }
}
