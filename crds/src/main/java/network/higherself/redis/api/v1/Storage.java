package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;

/** The volume of each instance. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Storage(
        @JsonPropertyDescription("Size of each volume. Default: 1Gi in Development and Staging, 2Gi in Production.")
        Quantity size,

        @JsonPropertyDescription("StorageClass of the volumes. Default: the one of the cluster.") @Size(max = 253)
        String storageClassName,

        @JsonPropertyDescription(
                "What becomes of the volumes when the resource is deleted. Default: Delete in Development and Staging, Retain in Production.")
        Retention retention) {}
