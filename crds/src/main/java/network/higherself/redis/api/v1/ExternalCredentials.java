package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How to log in to a Redis that somebody else runs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalCredentials(
        @Required @JsonPropertyDescription("The Secret, of the same namespace.")
        SecretRef secretRef,

        @JsonPropertyDescription(
                "Key of the user's name. Default: username, where the Secret has it; else the default user.")
        @Size(min = 1, max = 253)
        String usernameKey,

        @JsonPropertyDescription("Key of the password. Default: password.") @Size(min = 1, max = 253)
        String passwordKey) {}
