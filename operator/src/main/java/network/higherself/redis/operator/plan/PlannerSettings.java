package network.higherself.redis.operator.plan;

/** @param defaultImage the image of a resource that names none */
public record PlannerSettings(String defaultImage) {}
