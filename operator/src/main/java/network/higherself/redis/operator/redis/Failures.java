package network.higherself.redis.operator.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import network.higherself.redis.operator.redis.Observation.Failure;

/** Sorts what can go wrong on a connection into what it means. */
final class Failures {

    /** What went wrong, in words that hold no secret. */
    record Reason(Failure failure, String message) {}

    private Failures() {}

    static Reason of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException) {
                String refusal = String.valueOf(cause.getMessage());
                Failure failure = authentication(refusal) ? Failure.AUTHENTICATION : Failure.OTHER;
                return new Reason(failure, refusal);
            }
            if (cause instanceof SSLException && closed(cause)) {
                return new Reason(Failure.CLOSED, "connection closed by the server");
            }
            if (cause instanceof CertificateException
                    || (cause instanceof SSLException && !(cause instanceof SslHandshakeTimeoutException))) {
                return new Reason(Failure.CERTIFICATE, "TLS: " + deepest(cause));
            }
            if (cause instanceof TimeoutException
                    || cause instanceof SslHandshakeTimeoutException
                    || cause instanceof RedisCommandTimeoutException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof CancellationException) {
                return new Reason(Failure.TIMEOUT, "no answer within the deadline");
            }
            if (cause instanceof UnknownHostException) {
                return new Reason(Failure.OTHER, "no name server knows the host " + cause.getMessage());
            }
            if (cause instanceof ConnectException) {
                return new Reason(Failure.REFUSED, "connection refused");
            }
            if (cause instanceof ClosedChannelException || closed(cause)) {
                return new Reason(Failure.CLOSED, "connection closed by the server");
            }
        }
        return new Reason(Failure.OTHER, deepest(error));
    }

    /** The server's own words where it answered by an error; empty where it did not answer, or let nobody in. */
    static Optional<String> refusal(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException) {
                return Optional.of(String.valueOf(cause.getMessage())).filter(words -> !notLetIn(words));
            }
        }
        return Optional.empty();
    }

    /** A server that loads, or can't save, refuses PING in words: it is there, and INFO tells what ails it. */
    static String refusalIsAnAnswer(Throwable error) {
        Reason reason = of(error);
        if (reason.failure() == Failure.OTHER) {
            return reason.message();
        }
        throw error instanceof CompletionException completion ? completion : new CompletionException(error);
    }

    private static boolean authentication(String message) {
        return notLetIn(message) || message.startsWith("NOPERM");
    }

    /** The third: a password where the server has none, or a user's name where it knows no users. */
    private static boolean notLetIn(String message) {
        return message.startsWith("WRONGPASS")
                || message.startsWith("NOAUTH")
                || (message.startsWith("ERR") && message.contains("AUTH"));
    }

    private static boolean closed(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return (cause instanceof IOException && (message.contains("reset") || message.contains("broken pipe")))
                || ((cause instanceof RedisException || cause instanceof SSLException) && message.contains("closed"))
                // Lettuce's words for a command on a connection that ended before.
                || (cause instanceof RedisException && message.contains("currently not connected"))
                // Lettuce's words for a connection that was closed before it looked.
                || (cause instanceof IllegalStateException && message.contains("handshakehandler not registered"));
    }

    private static String deepest(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
