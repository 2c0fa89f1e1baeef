package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Passwords and rights of the application user. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Auth(
        @JsonPropertyDescription(
                "A Secret of the same namespace that holds the password of the application user. Default: generated, 32 characters.")
        SecretKeyRef passwordSecretRef,

        @JsonPropertyDescription(
                "Channel patterns that the application user may publish and subscribe to. Default: all (\"*\").")
        @Size(max = 64)
        List<String> channels) {}
