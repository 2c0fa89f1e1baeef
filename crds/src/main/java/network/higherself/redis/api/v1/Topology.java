package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;

/** How many instances there are and how they work together. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Topology(
        @JsonPropertyDescription(
                "Standalone: one instance. Replication: a primary and its replicas; the operator decides who is primary. Default: Standalone in Development, Replication in Staging and Production.")
        TopologyMode mode,

        @JsonPropertyDescription(
                "All instances, the primary included. Default: 1 in Development, 2 in Staging, 3 in Production. Set it in a resource that is to be scaled (kubectl scale, an HPA): the scale subresource needs it present.")
        @Min(1)
        @Max(30)
        @SpecReplicas
        Integer instances) {}
