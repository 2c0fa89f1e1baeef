package network.higherself.redis.operator.walk;

/** What is walked. */
enum Shape {
    STANDALONE(1, "{environment: Development, image: 'redis:7.0', storage: {size: 1Gi}, probe: {interval: 1s}}"),
    REPLICATED(3, "{environment: Production, image: 'redis:7.0', probe: {interval: 1s}}");

    private final int instances;
    private final String spec;

    Shape(int instances, String spec) {
        this.instances = instances;
        this.spec = spec;
    }

    int instances() {
        return instances;
    }

    String yaml(String namespace, String name) {
        return """
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: %s, namespace: %s}
                spec: %s
                """.formatted(name, namespace, spec);
    }
}
