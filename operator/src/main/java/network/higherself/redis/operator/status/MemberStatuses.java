package network.higherself.redis.operator.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import network.higherself.redis.api.v1.Member;
import network.higherself.redis.api.v1.Summary;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.Forecast;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.status.StatusInput.MemberInput;

/** The instances and their figures in the status: rounded, and absent where nothing is known. */
final class MemberStatuses {

    /** Less than this behind is not behind: the primary's own pings. */
    private static final long NO_LAG = 1024;

    private MemberStatuses() {}

    static Member of(MemberInput member, List<MemberInput> all) {
        Optional<Info> info = member.answer().map(Answered::info);
        Optional<Info.Replication> replication = info.map(Info::replication);
        boolean replica =
                replication.filter(found -> found.role() == Info.Role.REPLICA).isPresent();
        Figures figures = info.isPresent() ? member.figures() : Figures.NONE;
        Verdict verdict = member.verdict();
        boolean healthy = verdict.health() == Verdict.Health.Healthy;
        return new Member(
                member.pod(),
                replication
                        .map(found -> found.role() == Info.Role.PRIMARY ? "Primary" : "Replica")
                        .orElse("Unknown"),
                verdict.health().name(),
                healthy ? null : verdict.reason(),
                healthy ? null : verdict.message(),
                info.map(found -> found.server().version()).orElse(null),
                replica ? replication.get().linkUp() : null,
                replica ? lag(member, all) : null,
                boxed(figures.latencyMicros()),
                boxed(figures.memoryUsedBytes()),
                boxed(figures.memoryMaxBytes()),
                boxed(figures.clients()),
                boxed(figures.opsPerSecond()),
                boxed(figures.hitRatePercent()),
                info.isPresent() ? figures.slowCommands() : null);
    }

    /** As the primary sees it: both offsets are of one moment. */
    private static Long lag(MemberInput replica, List<MemberInput> all) {
        String address = replica.current().orElseThrow().instance().address();
        String host = replica.current().orElseThrow().instance().host();
        return all.stream()
                .flatMap(member -> member.answer().stream())
                .map(answer -> answer.info().replication())
                .filter(primary -> primary.role() == Info.Role.PRIMARY)
                .flatMap(primary -> primary.replicas().stream()
                        .filter(seen ->
                                seen.host().equals(address) || seen.host().equals(host))
                        .map(seen -> Math.max(0, primary.offset() - seen.offset())))
                .findFirst()
                .map(behind -> behind < NO_LAG ? 0L : Figures.rounded(behind))
                .orElse(null);
    }

    static Summary summary(List<MemberInput> members, Optional<MemberInput> primary) {
        Optional<Figures> figures =
                primary.filter(member -> member.answer().isPresent()).map(MemberInput::figures);
        List<Figures> all = members.stream()
                .filter(member -> member.answer().isPresent())
                .map(MemberInput::figures)
                .toList();
        return new Summary(
                figures.flatMap(MemberStatuses::memory).orElse(null),
                sum(all, Figures::clients),
                sum(all, Figures::opsPerSecond),
                figures.map(found -> boxed(found.hitRatePercent())).orElse(null),
                figures.map(found -> boxed(found.errorRatePercent())).orElse(null),
                figures.map(found -> boxed(found.latencyMicros()))
                        .map(Units::micros)
                        .orElse(null),
                all.isEmpty()
                        ? null
                        : Figures.rounded(
                                all.stream().mapToLong(Figures::evictedKeys).sum()),
                figures.map(Figures::forecast).flatMap(MemberStatuses::words).orElse(null));
    }

    /** What of a forecast people have to know: that memory ends, and that the next save may. */
    private static Optional<String> words(Forecast forecast) {
        List<String> words = new ArrayList<>();
        forecast.memoryFullSeconds()
                .ifPresent(seconds -> words.add("memory is full in " + Units.time(seconds) + " at the present rate"));
        forecast.forkHeadroomBytes().ifPresent(bytes -> {
            if (bytes < 0) {
                words.add("the next save may need " + Units.bytes(-bytes) + " more than the container's memory limit");
            }
        });
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
    }

    private static Optional<String> memory(Figures figures) {
        if (figures.memoryUsedBytes().isEmpty()) {
            return Optional.empty();
        }
        String used = Units.bytes(figures.memoryUsedBytes().getAsLong());
        return Optional.of(
                figures.memoryMaxBytes().isPresent()
                        ? used + " of " + Units.bytes(figures.memoryMaxBytes().getAsLong())
                        : used);
    }

    private static Long sum(List<Figures> all, Function<Figures, OptionalLong> figure) {
        List<Long> values = all.stream()
                .map(figure)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
        return values.isEmpty()
                ? null
                : Figures.rounded(values.stream().mapToLong(Long::longValue).sum());
    }

    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
