package network.higherself.redis.operator.http;

import java.util.Map;

/** Why a call gets no answer, in words for the caller. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    public Refusal(int status, String words) {
        this(status, words, Map.of());
    }

    /** @param headers of the answer */
    public Refusal(int status, String words, Map<String, String> headers) {
        super(words, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    public int status() {
        return status;
    }

    /** Of the answer. */
    public Map<String, String> headers() {
        return headers;
    }

    public Response response() {
        return Response.problem(status, getMessage()).with(headers);
    }
}
