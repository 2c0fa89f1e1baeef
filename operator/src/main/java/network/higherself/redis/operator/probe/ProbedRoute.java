package network.higherself.redis.operator.probe;

/** What is known of one route of one resource at this moment. */
public record ProbedRoute(ResourceKey resource, RouteState state) {}
