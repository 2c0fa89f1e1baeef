package network.higherself.redis.operator.redisconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The catalogue of directives against what real servers of both versions say of themselves. */
class DirectivesOnRealServersTest {

    @ParameterizedTest
    @EnumSource
    void everyDirectiveOfTheServerIsKnownAndItsValueUnderstood(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            Map<String, String> found = configuration(redis);
            assertThat(found).hasSizeGreaterThan(150);
            RedisVersion version =
                    RedisVersion.parse("redis " + binary.version() + "0").orElseThrow();
            found.forEach((name, value) -> Directives.find(name)
                    .filter(directive -> !directive.owned())
                    .ifPresent(directive -> {
                        assertThat(version.has(directive.since())).as(name).isTrue();
                        assertThat(DirectiveValue.parse(directive, value).value())
                                .as(name + " " + value)
                                .isPresent();
                    }));
            assertThat(Directives.catalogue().values().stream()
                            .filter(directive -> !directive.owned() && version.has(directive.since()))
                            .map(Directive::name))
                    .allSatisfy(name -> assertThat(found).containsKey(name));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheCatalogueCallsLiveTheServerTakesLive(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            Map<String, String> refused = new TreeMap<>();
            configuration(redis)
                    .forEach((name, value) -> Directives.find(name)
                            .filter(directive -> !directive.owned())
                            .ifPresent(directive -> {
                                boolean taken =
                                        redis.ask("CONFIG", "SET", name, value).startsWith("OK");
                                if (taken != directive.live()) {
                                    refused.put(name, value);
                                }
                            }));
            assertThat(refused).isEmpty();
        }
    }

    /** What the plan lets through must not keep a server from starting. */
    @ParameterizedTest
    @EnumSource
    void theServerTakesWhatTheCatalogueAllows(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            Map<String, String> refused = new TreeMap<>();
            configuration(redis)
                    .keySet()
                    .forEach(name -> Directives.find(name)
                            .filter(directive -> !directive.owned() && directive.live())
                            .ifPresent(directive -> extremes(directive).forEach(value -> {
                                String answer = redis.ask("CONFIG", "SET", name, value);
                                if (!answer.startsWith("OK")) {
                                    refused.put(name + " " + value, answer);
                                }
                            })));
            // These two depend on the machine and on how the server was built.
            refused.keySet().removeIf(asked -> asked.equals("maxclients 100000") || asked.equals("activedefrag yes"));
            assertThat(refused).isEmpty();
        }
    }

    /** What a running server is told when a directive is asked for no more. */
    @ParameterizedTest
    @EnumSource
    void theCatalogueKnowsWhatAServerTakesThatIsToldNothing(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            Map<String, String> others = new TreeMap<>();
            configuration(redis)
                    .forEach((name, value) -> Directives.find(name)
                            .filter(directive -> !directive.owned() && directive.live())
                            .filter(directive -> !DirectiveValue.parse(directive, value)
                                    .equals(DirectiveValue.parse(directive, directive.otherwise())))
                            .ifPresent(directive -> others.put(name, value)));
            // The test's servers save nothing, and 7.0 brought another default.
            others.remove("save", "");
            others.remove("repl-diskless-sync", "no");
            assertThat(others).isEmpty();
        }
    }

    private static List<String> extremes(Directive directive) {
        return switch (directive.type()) {
            case INTEGER -> List.of(Long.toString(directive.highest()), Long.toString(directive.lowest()));
            case MEMORY -> List.of(Long.toString(Math.max(0, directive.lowest())));
            case BOOLEAN -> List.of("yes", "no");
            case ENUM -> directive.values();
            default -> List.of();
        };
    }

    private static Map<String, String> configuration(RealRedis redis) {
        String[] lines = redis.ask("CONFIG", "GET", "*").split("\n", -1);
        Map<String, String> found = new TreeMap<>();
        for (int i = 0; i < lines.length; i += 2) {
            // The answer is stripped, and any directive may come last: an empty value then has no line.
            found.put(lines[i], i + 1 < lines.length ? lines[i + 1] : "");
        }
        return found.entrySet().stream()
                .filter(entry -> Directives.find(entry.getKey()).isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
