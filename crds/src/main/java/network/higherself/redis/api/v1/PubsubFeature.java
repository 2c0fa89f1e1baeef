package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Messages over channels, and the lists that keep them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PubsubFeature(
        @JsonPropertyDescription("Whether the feature has its user and its Secret. Default: true where it is named.")
        Boolean enabled,

        @JsonPropertyDescription(
                "Channel patterns that its user may publish and subscribe to. Default: higherself:agents:* and"
                        + " notifications:*.")
        @Size(min = 1, max = 32)
        List<String> channels,

        @JsonPropertyDescription(
                "How the keys of the lists behind the channels begin, without wildcards; an empty list means no keys at all."
                        + " Default: agent_messages: and user_notifications:.")
        @Size(max = 32)
        List<String> keyPrefixes) {}
