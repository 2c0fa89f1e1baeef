package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;

/** Who may connect. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Network(
        @JsonPropertyDescription(
                "Whether a NetworkPolicy is made. Default: Disabled in Development, Enabled in Staging and Production.")
        NetworkPolicyMode policy,

        @JsonPropertyDescription(
                "Who may connect besides the operator and the instances. Left out: every pod of the namespace. Empty: nobody.")
        @Size(max = 32)
        List<NetworkPolicyPeer> allowFrom) {}
