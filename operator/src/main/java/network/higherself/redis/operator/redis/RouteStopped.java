package network.higherself.redis.operator.redis;

import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import network.higherself.redis.operator.redis.RouteObservation.Fault;

/** Where a route ended. The message holds no secret. */
final class RouteStopped extends CompletionException {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    RouteStopped(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }

    /** While the connection was being opened. */
    static RouteStopped opening(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return new RouteStopped(Fault.UNRESOLVED, Failures.of(error).message());
            }
        }
        Failures.Reason reason = Failures.of(error);
        Fault fault = switch (reason.failure()) {
            case TIMEOUT -> Fault.SILENT;
            case CLOSED -> Fault.CLOSED;
            case CERTIFICATE -> Fault.CERTIFICATE;
            case AUTHENTICATION -> Fault.LOGIN;
            case REFUSED, OTHER -> Fault.REFUSED;
        };
        return new RouteStopped(fault, reason.message());
    }

    /** While user and password were being sent. */
    static RouteStopped login(Throwable error) {
        Failures.Reason reason = Failures.of(error);
        return reason.failure() == Observation.Failure.OTHER
                ? new RouteStopped(Fault.WORK, reason.message())
                : opening(error);
    }

    /** While the work was being done. */
    static RouteStopped work(Throwable error) {
        if (error instanceof RouteStopped known) {
            return known;
        }
        if (error instanceof CompletionException && error.getCause() instanceof RouteStopped known) {
            return known;
        }
        Failures.Reason reason = Failures.of(error);
        if (reason.message().startsWith("READONLY")) {
            return new RouteStopped(Fault.WRONG_INSTANCE, "it leads to a replica: " + reason.message());
        }
        Fault fault = switch (reason.failure()) {
            case TIMEOUT -> Fault.SILENT;
            case CLOSED, REFUSED -> Fault.CLOSED;
            case CERTIFICATE -> Fault.CERTIFICATE;
            case AUTHENTICATION -> reason.message().startsWith("NOPERM") ? Fault.RIGHTS : Fault.LOGIN;
            case OTHER -> Fault.WORK;
        };
        return new RouteStopped(fault, reason.message());
    }
}
