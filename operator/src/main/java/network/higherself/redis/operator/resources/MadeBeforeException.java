package network.higherself.redis.operator.resources;

/** What was to be made up is there already, made by somebody who was quicker; the next visit goes on with that. */
public final class MadeBeforeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MadeBeforeException(String kind, String name) {
        super(kind + " " + name + " is there already, and its content counts");
    }
}
