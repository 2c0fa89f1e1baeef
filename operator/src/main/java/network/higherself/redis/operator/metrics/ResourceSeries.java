package network.higherself.redis.operator.metrics;

import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Supplier;
import network.higherself.redis.api.v1.ExternalMode;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisSpec;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;

/** What the status of each resource says, as series. */
public final class ResourceSeries {

    private final Supplier<List<HigherSelfRedis>> resources;
    private final Clock clock;

    private interface Each {
        void write(HigherSelfRedis resource, HigherSelfRedisStatus status, Sample sample) throws IOException;
    }

    private interface Sample {
        void value(String labels, double value) throws IOException;
    }

    /** @param resources those that this process looks after */
    public ResourceSeries(Supplier<List<HigherSelfRedis>> resources, Clock clock) {
        this.resources = resources;
        this.clock = clock;
    }

    void write(PrometheusText text) throws IOException {
        List<HigherSelfRedis> present = resources.get().stream()
                .filter(resource -> resource.getStatus() != null)
                .toList();
        if (present.isEmpty()) {
            return;
        }
        family(
                text,
                present,
                Families.INFO,
                (resource, status, sample) -> sample.value(
                        RedisSeries.label("mode", mode(resource))
                                + RedisSeries.label("environment", environment(resource)),
                        1));
        family(text, present, Families.CONDITION, (resource, status, sample) -> {
            for (Condition condition : status.conditions() == null ? List.<Condition>of() : status.conditions()) {
                if (!"Unknown".equals(condition.getStatus())) {
                    sample.value(
                            RedisSeries.label("type", condition.getType()),
                            "True".equals(condition.getStatus()) ? 1 : 0);
                }
            }
        });
        family(
                text,
                present,
                Families.INSTANCES,
                (resource, status, sample) -> sample.value("", number(status.instances())));
        family(
                text,
                present,
                Families.READY_INSTANCES,
                (resource, status, sample) -> sample.value("", number(status.readyInstances())));
        family(text, present, Families.CERTIFICATE, (resource, status, sample) -> {
            if (status.certificate() != null && status.certificate().notAfter() != null) {
                sample.value("", remaining(status.certificate().notAfter()));
            }
        });
    }

    private static void family(PrometheusText text, List<HigherSelfRedis> resources, Family family, Each each)
            throws IOException {
        text.raw(family.heading());
        for (HigherSelfRedis resource : resources) {
            String start = family.name() + "{namespace=\""
                    + PrometheusText.escaped(resource.getMetadata().getNamespace())
                    + "\",resource=\""
                    + PrometheusText.escaped(resource.getMetadata().getName()) + '"';
            each.write(resource, resource.getStatus(), (labels, value) -> {
                if (!Double.isNaN(value)) {
                    text.raw(start);
                    text.raw(labels);
                    text.raw("} ");
                    text.value(value);
                }
            });
        }
    }

    /** What the user wrote where somebody else runs it: the status says no more than that. */
    private static String mode(HigherSelfRedis resource) {
        HigherSelfRedisSpec spec = resource.getSpec();
        if (spec != null && spec.external() != null) {
            ExternalMode asked = spec.external().mode();
            return (asked == null ? ExternalMode.Standalone : asked).name();
        }
        String inForce = resource.getStatus().mode();
        return inForce == null ? "" : inForce;
    }

    private static String environment(HigherSelfRedis resource) {
        HigherSelfRedisSpec spec = resource.getSpec();
        return spec == null || spec.environment() == null
                ? ""
                : spec.environment().name();
    }

    private static double number(Integer value) {
        return value == null ? Double.NaN : value;
    }

    private double remaining(String notAfter) {
        try {
            return Duration.between(clock.instant(), Instant.parse(notAfter)).toSeconds();
        } catch (DateTimeParseException writtenBySomebodyElse) {
            return Double.NaN;
        }
    }
}
