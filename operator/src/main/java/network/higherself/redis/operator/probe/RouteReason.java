package network.higherself.redis.operator.probe;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import network.higherself.redis.operator.redis.RouteObservation.Fault;

/** What can be wrong with a route while Redis is fine. The page {@code docs/health.md} is made from it. */
enum RouteReason {
    NAME_UNRESOLVED(
            Fault.UNRESOLVED,
            "NameUnresolved",
            "The Service's name has no address.",
            "See that the Service is there, and the cluster's DNS."),
    CONNECTION_REFUSED(
            Fault.REFUSED,
            "ConnectionRefused",
            "Nothing takes connections behind the Service.",
            "See the Service's EndpointSlices, whether its pods are ready, and the nodes' service proxy."),
    NO_ANSWER(
            Fault.SILENT,
            "NoAnswer",
            "Packets through the Service get no answer.",
            "See the NetworkPolicies that select the instances or the operator, and the nodes' service proxy."),
    CONNECTION_CLOSED(
            Fault.CLOSED,
            "ConnectionClosed",
            "A connection through the Service is closed before it is of use.",
            "See what the Service's EndpointSlices name, and what stands between: a mesh, a proxy."),
    CERTIFICATE_REJECTED(
            Fault.CERTIFICATE,
            "CertificateRejected",
            "The certificate that is served there does not hold for the Service's name, its time or its authority.",
            "Let the certificate of `spec.tls.secretRef` name the Service; without one, see what the Service leads to."),
    LOGIN_REFUSED(
            Fault.LOGIN,
            "LoginRefused",
            "The user of this route is refused.",
            "None, if it ends within seconds: the operator puts users right that were changed by hand. Else see that"
                    + " the Service leads to this Redis."),
    WRONG_INSTANCE(
            Fault.WRONG_INSTANCE,
            "WrongInstance",
            "The Service leads to an instance of another role.",
            "See the Service's selector, and the role labels of the pods."),
    NOT_PERMITTED(
            Fault.RIGHTS,
            "NotPermitted",
            "The user of this route lacks rights that its work takes.",
            "None, if it ends within seconds: the operator puts users right that were changed by hand."),
    WORK_FAILED(
            Fault.WORK,
            "WorkFailed",
            "The server answers, and the work that the feature needs fails.",
            "The message holds the server's words.");

    /** What is different where somebody else runs the Redis: there is no Service, and nobody here has its users. */
    private static final Map<RouteReason, Words> EXTERNAL = new EnumMap<>(Map.of(
            NAME_UNRESOLVED,
            new Words(
                    "The published host's name has no address.",
                    "See that `spec.external.host` is what the provider gives, and the cluster's DNS."),
            CONNECTION_REFUSED,
            new Words(
                    "Nothing takes new connections at the published host and port.",
                    "See `spec.external.host` and `port`, and the provider's status page."),
            NO_ANSWER,
            new Words(
                    "Packets to the published host and port get no answer.",
                    "See the provider's firewall or allow list and its status page, and the NetworkPolicies that select"
                            + " the operator."),
            CONNECTION_CLOSED,
            new Words(
                    "A new connection is closed before it is of use.",
                    "See how many connections the provider admits, and what stands between: a mesh, a proxy."),
            CERTIFICATE_REJECTED,
            new Words(
                    "The certificate that new connections get does not hold for the published host, its time or its"
                            + " authority.",
                    "See that `spec.external.host` is the name that the provider gives, and that"
                            + " `spec.external.tls.caSecretRef` names the provider's authority, where it is no public one."),
            LOGIN_REFUSED,
            new Words(
                    "A new connection is refused with the published name and password; those that were open before go on.",
                    "Put the user's name and password that the provider gives into the Secret of"
                            + " `spec.external.credentials`."),
            WRONG_INSTANCE,
            new Words(
                    "The published host leads to an instance that is no primary.",
                    "Name the primary's endpoint in `spec.external.host`, unless a failover is under way."),
            WORK_FAILED,
            new Words("The server answers a new connection by an error.", "The message holds the server's words.")));

    private record Words(String meaning, String mend) {}

    private final Fault fault;
    private final String reason;
    private final String meaning;
    private final String mend;

    RouteReason(Fault fault, String reason, String meaning, String mend) {
        this.fault = fault;
        this.reason = reason;
        this.meaning = meaning;
        this.mend = mend;
    }

    static RouteReason of(Fault fault) {
        return Arrays.stream(values())
                .filter(reason -> reason.fault == fault)
                .findFirst()
                .orElseThrow();
    }

    String reason() {
        return reason;
    }

    String meaning() {
        return meaning;
    }

    String mend() {
        return mend;
    }

    /** Whether it is found where somebody else runs the Redis: nothing is a fault there that the user may not do. */
    boolean ofGuests() {
        return EXTERNAL.containsKey(this);
    }

    /** The meaning where somebody else runs the Redis. */
    String externalMeaning() {
        return external().meaning();
    }

    /** The mend where somebody else runs the Redis. */
    String externalMend() {
        return external().mend();
    }

    private Words external() {
        return EXTERNAL.getOrDefault(this, new Words(meaning, mend));
    }

    /**
     * @param found what was seen, in words
     * @param external whether somebody else runs the Redis
     */
    Verdict verdict(String found, boolean external) {
        Words words = external ? external() : new Words(meaning, mend);
        return new Verdict(
                Verdict.Health.Unhealthy,
                reason,
                (words.meaning() + " Found: " + found + (found.endsWith(".") ? " " : ". ") + words.mend())
                        .replace("`", ""));
    }
}
