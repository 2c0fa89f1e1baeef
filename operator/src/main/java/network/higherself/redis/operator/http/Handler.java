package network.higherself.redis.operator.http;

import java.util.concurrent.CompletionStage;

/** Answers calls. Called on a thread of the network, so it must return at once. */
@FunctionalInterface
public interface Handler {

    /**
     * A {@link Refusal}, thrown or as the cause of the failed stage, becomes a problem with its words; anything else
     * becomes a 500 without any.
     */
    CompletionStage<Response> handle(Request request);
}
