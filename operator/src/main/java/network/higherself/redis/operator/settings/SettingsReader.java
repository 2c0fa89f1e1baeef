package network.higherself.redis.operator.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.RedisDuration;

/** Reads the settings from environment variables. */
public final class SettingsReader {

    private static final Pattern RESOURCE =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?/[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws IllegalArgumentException naming every variable that is wrong, and the mend */
    public static OperatorSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        OperatorSettings settings = reader.settings();
        if (!reader.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", reader.problems));
        }
        return settings;
    }

    private OperatorSettings settings() {
        oneOf(Setting.LOG_FORMAT, Set.of("text", "json"));
        oneOf(Setting.LOG_LEVEL, Set.of("error", "warn", "info", "debug", "trace"));
        return new OperatorSettings(
                text(Setting.DEFAULT_IMAGE),
                list(Setting.WATCH_NAMESPACES).collect(Collectors.toUnmodifiableSet()),
                number(Setting.HTTP_PORT, 1, 65_535),
                new OperatorSettings.Https(
                        number(Setting.HTTPS_PORT, 1, 65_535),
                        maybe(Setting.HTTPS_CERTIFICATE_DIRECTORY).map(Path::of),
                        text(Setting.HTTPS_SECRET),
                        text(Setting.SERVICE_NAME)),
                resource(Setting.ORIGINAL_RESOURCE),
                Boolean.parseBoolean(oneOf(Setting.LEADER_ELECTION, Set.of("true", "false"))),
                text(Setting.LEASE_NAME),
                text(Setting.POD_NAMESPACE),
                text(Setting.POD_NAME),
                maybe(Setting.POD_IP),
                labels(Setting.OPERATOR_POD_LABELS),
                text(Setting.CLUSTER_DOMAIN),
                resolvesServices(),
                reconcileThreads(),
                number(Setting.PROBE_THREADS, 1, 32),
                duration(Setting.ACTION_TIMEOUT, Duration.ofMillis(100), Duration.ofMinutes(1)),
                monitoring());
    }

    private int reconcileThreads() {
        return raw(Setting.RECONCILE_THREADS).equals("auto")
                ? reconcileThreads(Runtime.getRuntime().availableProcessors())
                : number(Setting.RECONCILE_THREADS, 1, 200);
    }

    /** Most of a reconcile is waiting for the API server; but on few processors many at once keep each other waiting. */
    static int reconcileThreads(int processors) {
        return Math.min(32, Math.max(8, 4 * processors));
    }

    private Optional<OperatorSettings.Monitoring> monitoring() {
        OperatorSettings.Monitoring told = new OperatorSettings.Monitoring(labels(Setting.MONITORING_LABELS));
        return oneOf(Setting.MONITORING, Set.of("auto", "off")).equals("off") ? Optional.empty() : Optional.of(told);
    }

    /** The kubelet tells every pod of its cluster where the API server is. */
    private boolean resolvesServices() {
        return switch (oneOf(Setting.SERVICE_ADDRESSES, Set.of("auto", "dns", "api"))) {
            case "dns" -> true;
            case "api" -> false;
            default -> environment.containsKey("KUBERNETES_SERVICE_HOST");
        };
    }

    private String raw(Setting setting) {
        String value = environment.get(setting.name());
        return value == null || value.isBlank() ? setting.otherwise() : value.trim();
    }

    private String text(Setting setting) {
        String value = raw(setting);
        if (value.chars().anyMatch(Character::isWhitespace)) {
            problems.add(setting + " must not hold spaces");
        }
        return value;
    }

    private Optional<String> maybe(Setting setting) {
        return Optional.of(text(setting)).filter(value -> !value.isEmpty());
    }

    private Optional<String> resource(Setting setting) {
        Optional<String> value = maybe(setting);
        if (value.filter(given -> !RESOURCE.matcher(given).matches()).isPresent()) {
            problems.add(setting + " must be as in namespace/name");
        }
        return value;
    }

    private String oneOf(Setting setting, Set<String> allowed) {
        String value = raw(setting).toLowerCase(Locale.ROOT);
        if (!allowed.contains(value)) {
            problems.add(
                    setting + " must be one of " + allowed.stream().sorted().collect(Collectors.joining(", ")));
        }
        return value;
    }

    private int number(Setting setting, int least, int most) {
        try {
            int value = Integer.parseInt(raw(setting));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            problems.add(setting + " must be a whole number");
            return least;
        }
        problems.add(setting + " must be from " + least + " to " + most);
        return least;
    }

    private Duration duration(Setting setting, Duration least, Duration most) {
        Duration value = new RedisDuration(raw(setting)).parsed().orElse(null);
        if (value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            problems.add(setting + " must be a duration from "
                    + RedisDuration.of(least).text() + " to "
                    + RedisDuration.of(most).text());
            return least;
        }
        return value;
    }

    private Map<String, String> labels(Setting setting) {
        Map<String, String> labels = new LinkedHashMap<>();
        list(setting).forEach(pair -> {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2 || parts[0].isBlank()) {
                problems.add(setting + " must be pairs as in key=value, with commas between");
            } else {
                labels.put(parts[0], parts[1]);
            }
        });
        return labels;
    }

    private Stream<String> list(Setting setting) {
        return Stream.of(raw(setting).split(",")).map(String::trim).filter(part -> !part.isEmpty());
    }
}
