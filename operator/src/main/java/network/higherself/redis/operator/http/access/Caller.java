package network.higherself.redis.operator.http.access;

import java.util.List;
import java.util.Map;

/** Whom Kubernetes knows by a token. */
public record Caller(String name, String uid, List<String> groups, Map<String, List<String>> extra) {}
