package network.higherself.redis.operator.http.api;

import java.util.concurrent.CompletionStage;
import network.higherself.redis.operator.http.Request;
import network.higherself.redis.operator.http.Response;

/** What is served on the API's port besides its paths. */
@FunctionalInterface
public interface Elsewhere {

    /** @param line of the access log, to be told what is learnt of the call */
    CompletionStage<Response> handle(Request request, AccessLog.Line line);
}
