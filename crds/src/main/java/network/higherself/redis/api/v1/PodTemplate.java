package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;

/** What else the pods carry. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodTemplate(
        @JsonPropertyDescription("Further labels.") Map<String, String> labels,
        @JsonPropertyDescription("Further annotations.") Map<String, String> annotations,

        @JsonPropertyDescription("Nodes that the pods may run on, by label.")
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Affinity of the pods.") Affinity affinity,

        @JsonPropertyDescription("Taints that the pods tolerate.")
        List<Toleration> tolerations,

        @JsonPropertyDescription("How the pods spread. Default in Staging and Production: preferably over nodes.")
        List<TopologySpreadConstraint> topologySpreadConstraints,

        @JsonPropertyDescription("Priority class of the pods.")
        String priorityClassName,

        @JsonPropertyDescription("Security context of the pods; what is left out keeps the restricted defaults.")
        PodSecurityContext securityContext,

        @JsonPropertyDescription("Secrets to pull the image with.")
        List<LocalObjectReference> imagePullSecrets,

        @JsonPropertyDescription(
                "Service account of the pods. Default: the one of the namespace; its token is never mounted.")
        String serviceAccountName) {}
