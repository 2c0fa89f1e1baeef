package network.higherself.redis.operator.resources;

import java.io.Serial;

/** An object that is to be made has the name of one that is there and is not ours; it is never adopted. */
public final class CollisionException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String namespace;
    private final String name;
    private final boolean passing;

    /**
     * @param passing whether the other object is on its way out: it is being deleted, or belongs to an earlier resource
     *     of the same name, so that trying again helps
     */
    public CollisionException(String kind, String namespace, String name, boolean passing) {
        super(kind + " " + namespace + "/" + name
                + (passing
                        ? " of an earlier resource is still there; it is on its way out"
                        : " is there already and was not made for this resource: delete or rename it, or give the"
                                + " resource another name"));
        this.kind = kind;
        this.namespace = namespace;
        this.name = name;
        this.passing = passing;
    }

    public String kind() {
        return kind;
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    public boolean passing() {
        return passing;
    }
}
