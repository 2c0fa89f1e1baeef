package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;

/** What the operator found. Written on a change that means something, never for its own sake. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HigherSelfRedisStatus(
        @JsonPropertyDescription(
                "The generation of the spec that this status speaks of; -1 until the operator has seen the resource.")
        Long observedGeneration,

        @JsonPropertyDescription("One word for people; nothing decides by it.")
        String phase,

        @JsonPropertyDescription(
                "Ready, Available, Reconciling, Stalled, CredentialsReady, CertificateReady, ConfigurationApplied, ReplicationHealthy, RoutesHealthy.")
        List<Condition> conditions,

        @JsonPropertyDescription("The mode in force; External for a Redis that somebody else runs.")
        String mode,

        @JsonPropertyDescription("Version of the server.") String version,

        @JsonPropertyDescription("Where applications connect.")
        Endpoint endpoint,

        @JsonPropertyDescription("The Secret that service bindings mount.")
        SecretRef binding,

        @JsonPropertyDescription("Pod of the primary; of an external Redis its host and port.")
        String primary,

        @JsonPropertyDescription("Instances that there are.") @StatusReplicas
        Integer instances,

        @JsonPropertyDescription("Instances that serve.") Integer readyInstances,

        @JsonPropertyDescription("Serving of wanted instances, as in 3/3.")
        String ready,

        @JsonPropertyDescription("Label selector of the pods, for the scale subresource.") @LabelSelector
        String selector,

        @JsonPropertyDescription("Figures for people, rounded.")
        Summary summary,

        @JsonPropertyDescription("One entry an instance.") List<Member> members,

        @JsonPropertyDescription(
                "One entry a way that applications take: through a Service, or to the host of a Redis that somebody else runs, as one user.")
        List<RouteStatus> routes,

        @JsonPropertyDescription("The certificate that is served.")
        CertificateStatus certificate,

        @JsonPropertyDescription("What of the configuration is not in force.")
        ConfigurationStatus configuration) {}
