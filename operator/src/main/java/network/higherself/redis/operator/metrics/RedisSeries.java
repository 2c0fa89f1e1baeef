package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.InfoField;
import network.higherself.redis.operator.redis.InfoNumbers;
import network.higherself.redis.operator.redis.Observation.Answered;

/**
 * Redis' own series, from the last observation of every instance: a scrape asks no Redis. Names, types and meanings are
 * those of redis_exporter where it has them. An instance's series end with it; of one that should be
 * there and does not run, {@code redis_up 0} and its verdict remain.
 */
public final class RedisSeries {

    private static final byte[] END = "} ".getBytes(StandardCharsets.US_ASCII);
    private static final double MICROS = 1e6;

    private final Supplier<List<ProbedInstance>> instances;
    private final Clock clock;
    private final Map<String, ShownBefore> shownBefore = new HashMap<>();

    /** @param instances those that are probed at the moment */
    public RedisSeries(Supplier<List<ProbedInstance>> instances, Clock clock) {
        this.instances = instances;
        this.clock = clock;
    }

    /** Writes all series; one scrape at a time, since what is shown of each instance is remembered. */
    synchronized void write(PrometheusText text) throws IOException {
        List<InstanceView> views = views();
        if (views.isEmpty()) {
            return;
        }
        Out out = new Out(text, views);
        out.family(Families.UP, (view, to) -> to.value(view.answer().isPresent() ? 1 : 0));
        probing(out);
        for (InfoSeries series : InfoSeries.OF_INSTANCE) {
            out.answered(series.family(), (view, answer, to) -> to.value(number(answer, series)));
        }
        for (InfoSeries series : InfoSeries.OF_LINK) {
            out.answered(series.family(), (view, answer, to) -> {
                if (answer.info().replication().primaryHost().isPresent()) {
                    to.value(primary(answer), number(answer, series));
                }
            });
        }
        ClusterSeries.write(out);
        about(out);
        keyspace(out);
        replicas(out);
        CounterSeries.write(out);
        SlowLogSeries.write(out);
        ClientSeries.write(out);
        ForecastSeries.write(out);
    }

    private List<InstanceView> views() {
        List<InstanceView> views = new ArrayList<>();
        Map<String, ShownBefore> present = new HashMap<>();
        for (ProbedInstance probed : instances.get()) {
            String name = probed.instance().namespace()
                    + '/'
                    + probed.instance().resource()
                    + '/'
                    + probed.instance().pod();
            String runId = probed.lastAnswer()
                    .map(answer -> answer.info().server().runId())
                    .orElse("");
            ShownBefore known = shownBefore.get(name);
            ShownBefore before = known != null && known.runId().equals(runId) ? known : new ShownBefore(runId);
            present.put(name, before);
            views.add(InstanceView.of(probed, before));
        }
        shownBefore.clear();
        shownBefore.putAll(present);
        return views;
    }

    private void probing(Out out) throws IOException {
        out.family(
                Families.SINCE_ANSWER,
                (view, to) -> to.value(seconds(Duration.between(
                        view.probed()
                                .lastAnswer()
                                .map(Answered::at)
                                .orElse(view.probed().since()),
                        clock.instant()))));
        out.family(
                Families.PROBE_INTERVAL,
                (view, to) ->
                        to.value(seconds(view.probed().targets().settings().interval())));
        out.family(
                Families.HEALTH,
                (view, to) -> to.value(
                        ",health=\"" + view.probed().verdict().health() + "\",reason=\""
                                + view.probed().verdict().reason() + '"',
                        1));
        out.answered(Families.PING, (view, answer, to) -> to.value(seconds(answer.latency())));
    }

    private static void about(Out out) throws IOException {
        out.answered(Families.INSTANCE_INFO, (view, answer, to) -> to.value(about(answer), 1));
        out.answered(Families.SLAVE_INFO, (view, answer, to) -> {
            if (answer.info().replication().primaryHost().isPresent()) {
                double readOnly = answer.info().details().numbers().get(InfoField.SLAVE_READ_ONLY);
                to.value(primary(answer) + ",read_only=\"" + (readOnly == 1 ? 1 : 0) + '"', 1);
            }
        });
        out.answered(Families.START_TIME, (view, answer, to) -> to.value(startedAt(answer)));
        out.answered(Families.MAX_CLIENTS, (view, answer, to) -> {
            long told = answer.info().clients().maxClients();
            long limit = told > 0 ? told : view.probed().targets().maxClients();
            to.value(limit > 0 ? limit : Double.NaN);
        });
        out.answered(Families.CONFIG_MAX_MEMORY, (view, answer, to) -> to.value(known(answer, InfoField.MAXMEMORY)));
    }

    private static void keyspace(Out out) throws IOException {
        out.databases(Families.DB_KEYS, (database, to) -> to.value(database.keys()));
        out.databases(Families.DB_KEYS_EXPIRING, (database, to) -> to.value(database.expires()));
        out.databases(Families.DB_AVG_TTL, (database, to) -> to.value(database.averageTtlMillis() / 1000.0));
    }

    private static void replicas(Out out) throws IOException {
        out.answered(Families.SLAVE_OFFSET, (view, answer, to) -> {
            for (Info.Replica replica : answer.info().replication().replicas()) {
                to.value(replica(replica), replica.offset());
            }
        });
        out.answered(Families.SLAVE_LAG, (view, answer, to) -> {
            for (Info.Replica replica : answer.info().replication().replicas()) {
                to.value(replica(replica), replica.lagSeconds());
            }
        });
    }

    private static double known(Answered answer, InfoField field) {
        return answer.info().details().numbers().get(field);
    }

    static double number(Answered answer, InfoSeries series) {
        double value = answer.info().details().numbers().get(series.field());
        return series.parts() == 1 ? value : value / series.parts();
    }

    private static double startedAt(Answered answer) {
        InfoNumbers numbers = answer.info().details().numbers();
        double now = numbers.get(InfoField.SERVER_TIME_USEC) / MICROS;
        return Math.floor(
                (Double.isNaN(now) ? answer.at().getEpochSecond() : now) - numbers.get(InfoField.UPTIME_IN_SECONDS));
    }

    private static String about(Answered answer) {
        Info info = answer.info();
        Info.Details details = info.details();
        return label("maxmemory_policy", info.memory().policy())
                + label("os", details.system())
                + label("process_id", whole(details.numbers().get(InfoField.PROCESS_ID)))
                + label("redis_build_id", details.buildId())
                + label("redis_mode", details.mode())
                + label("redis_version", info.server().version())
                + label("run_id", info.server().runId())
                + label("tcp_port", whole(details.numbers().get(InfoField.TCP_PORT)));
    }

    private static String whole(double value) {
        return Double.isNaN(value) ? "" : Long.toString((long) value);
    }

    private static String primary(Answered answer) {
        Info.Replication replication = answer.info().replication();
        return label("master_host", replication.primaryHost().orElse(""))
                + label("master_port", String.valueOf(replication.primaryPort().orElse(0)));
    }

    private static String replica(Info.Replica replica) {
        return label("slave_ip", replica.host())
                + label("slave_port", String.valueOf(replica.port()))
                + label("slave_state", replica.state());
    }

    static String label(String name, String value) {
        return ',' + name + "=\"" + PrometheusText.escaped(value) + '"';
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** One family of all instances after the other, as the format asks for; a heading only where there is a sample. */
    static final class Out {
        private final PrometheusText text;
        private final List<InstanceView> views;
        private byte[] heading;
        private byte[] name;
        private InstanceView view;

        interface EachView {
            void write(InstanceView view, Out to) throws IOException;
        }

        interface EachAnswer {
            void write(InstanceView view, Answered answer, Out to) throws IOException;
        }

        interface EachDatabase {
            void write(Info.Keyspace database, DatabaseOut to) throws IOException;
        }

        interface DatabaseOut {
            void value(double value) throws IOException;
        }

        Out(PrometheusText text, List<InstanceView> views) {
            this.text = text;
            this.views = views;
        }

        void family(Family family, EachView each) throws IOException {
            heading = family.heading();
            name = family.name().getBytes(StandardCharsets.US_ASCII);
            for (InstanceView next : views) {
                view = next;
                each.write(next, this);
            }
        }

        void answered(Family family, EachAnswer each) throws IOException {
            family(family, (next, to) -> {
                if (next.answer().isPresent()) {
                    each.write(next, next.answer().get(), to);
                }
            });
        }

        /** Of instances that do not refuse to tell. */
        void told(String command, Family family, EachAnswer each) throws IOException {
            answered(family, (next, answer, to) -> {
                if (!answer.details().rights().refused().contains(command)) {
                    each.write(next, answer, to);
                }
            });
        }

        void databases(Family family, EachDatabase each) throws IOException {
            answered(family, (next, answer, to) -> {
                for (Map.Entry<Integer, Info.Keyspace> database :
                        answer.info().keyspace().entrySet()) {
                    String label = ",db=\"db" + database.getKey() + '"';
                    each.write(database.getValue(), value -> to.value(label, value));
                }
            });
        }

        /** A sample without labels of its own; none where the value is not known. */
        void value(double value) throws IOException {
            value("", "", value);
        }

        /** @param labels further ones, each after a comma */
        void value(String labels, double value) throws IOException {
            value("", labels, value);
        }

        /** @param suffix of the name, as in {@code _sum} */
        void value(String suffix, String labels, double value) throws IOException {
            if (Double.isNaN(value)) {
                return;
            }
            if (heading != null) {
                text.raw(heading);
                heading = null;
            }
            text.raw(name);
            if (!suffix.isEmpty()) {
                text.raw(suffix);
            }
            text.raw(view.labels());
            if (!labels.isEmpty()) {
                text.raw(labels);
            }
            text.raw(END);
            text.value(value);
        }
    }
}
