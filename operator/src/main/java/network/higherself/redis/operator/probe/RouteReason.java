package network.higherself.redis.operator.probe;

import java.util.Arrays;
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

    /** @param found what was seen, in words */
    Verdict verdict(String found) {
        return new Verdict(
                Verdict.Health.Unhealthy,
                reason,
                (meaning + " Found: " + found + (found.endsWith(".") ? " " : ". ") + mend).replace("`", ""));
    }
}
