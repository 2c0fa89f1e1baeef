package network.higherself.redis.operator.http.api;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.operator.http.Request;
import network.higherself.redis.operator.http.access.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each call: who, what, result. What was asked for is told by its route and resource, never as it was sent. */
public final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    /** What is learnt of a call on its way. */
    public static final class Line {
        private final Request request;
        private final long begin = System.nanoTime();
        private volatile String what = "none of the API's";
        private volatile String resource = "";
        private volatile Optional<Caller> who = Optional.empty();
        private volatile String passedTo = "";

        public Line(Request request) {
            this.request = request;
        }

        void asks(Operation operation) {
            asks(operation.method() + " " + operation.path());
        }

        /** @param methodAndPath without anything that the caller made up */
        public void asks(String methodAndPath) {
            what = methodAndPath;
        }

        public void about(String namespaceAndName) {
            resource = namespaceAndName;
        }

        public void by(Caller caller) {
            who = Optional.of(caller);
        }

        public void passedTo(String replica) {
            passedTo = replica;
        }
    }

    private AccessLog() {}

    static void write(Line line, int status) {
        var entry = LOG.atInfo()
                .addKeyValue("call", line.what)
                .addKeyValue("user", line.who.map(Caller::name).orElse("-"))
                .addKeyValue("from", line.request.remote())
                .addKeyValue("status", status)
                .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - line.begin));
        if (!line.resource.isEmpty()) {
            entry = entry.addKeyValue("resource", line.resource);
        }
        if (!line.passedTo.isEmpty()) {
            entry = entry.addKeyValue("leader", line.passedTo);
        }
        entry.log("access");
    }
}
