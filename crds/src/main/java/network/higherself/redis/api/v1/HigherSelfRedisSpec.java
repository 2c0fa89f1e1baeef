package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;

/** What a user asks for. Everything but the environment may be left out. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HigherSelfRedisSpec(
        @Required
        @JsonPropertyDescription(
                "Where this Redis is used; gives the default of everything below. Development: one small instance"
                        + " without TLS; Staging: two instances with TLS and volumes; Production: three.")
        Environment environment,

        @JsonPropertyDescription("The container image: Redis 6.2 or later, or Valkey. Default: the operator's setting.")
        String image,

        @JsonPropertyDescription("How many instances there are and how they work together.")
        Topology topology,

        @JsonPropertyDescription(
                "A Redis that somebody else runs, instead of topology: the operator makes no workload, probes it, and"
                        + " gives applications the same Secrets. Only environment, client and probe go with it. Fixed at"
                        + " creation.")
        External external,

        @JsonPropertyDescription(
                "The volume of each instance. Default: none in Development (data lives as long as the pod), 1Gi in"
                        + " Staging, 2Gi in Production.")
        Storage storage,

        @JsonPropertyDescription("Passwords and rights of the application's user.")
        Auth auth,

        @JsonPropertyDescription("Encryption of all connections.")
        Tls tls,

        @JsonPropertyDescription(
                "redis.conf directives by name; the value is a string, an integer or a boolean (yes or no).")
        Map<String, JsonNode> config,

        @JsonPropertyDescription(
                "What Redis is used for. Each feature has a user of its own with no more rights than it needs, and a"
                        + " Secret <name>-<feature>-connection. Default: none; applications share one user.")
        Features features,

        @JsonPropertyDescription("The settings that applications find in the connection Secret.")
        Client client,

        @JsonPropertyDescription("How often and how strictly instances are probed.")
        Probe probe,

        @JsonPropertyDescription("Who may connect.") Network network,

        @JsonPropertyDescription(
                "Requests and limits of the Redis container. Default: a memory request that fits maxmemory.")
        ResourceRequirements resources,

        @JsonPropertyDescription("What else the pods carry.")
        PodTemplate template) {}
