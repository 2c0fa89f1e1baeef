package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One thing that Redis is used for, by keys. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Feature(
        @JsonPropertyDescription("Whether the feature has its user and its Secret. Default: true where it is named.")
        Boolean enabled,

        @JsonPropertyDescription(
                "How the keys begin that its user may read and write, without wildcards. Replaces the default.")
        @Size(min = 1, max = 32)
        List<String> keyPrefixes) {}
