package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What Redis is used for. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Features(
        @JsonPropertyDescription(
                "Answers that are kept for a while: strings, hashes and sets. Default of keyPrefixes: api:, notion:,"
                        + " business_entity:.")
        Feature cache,

        @JsonPropertyDescription(
                "Sessions and which of them a user has: hashes, strings and sets. Default of keyPrefixes: session:,"
                        + " user_sessions:. With it the default of maxmemory-policy is volatile-lru.")
        Feature sessionStore,

        @JsonPropertyDescription(
                "Counters that end with their window, by commands or by a script. Default of keyPrefixes: rate_limit:.")
        Feature rateLimiting,

        @JsonPropertyDescription(
                "Tasks that wait, and what is known of each: lists, hashes, sorted sets and streams. Default of"
                        + " keyPrefixes: queue:, task:. With it the default of maxmemory-policy is volatile-lru.")
        Feature taskQueue,

        @JsonPropertyDescription("Messages over channels, and the lists that keep them.")
        PubsubFeature pubsub) {}
