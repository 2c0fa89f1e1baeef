package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import network.higherself.redis.operator.redis.Observation.Client;

/** Who holds how many connections: the largest each, the rest summed. */
final class ClientSeries {

    private static final Comparator<Map.Entry<Client, Integer>> LARGEST = Map.Entry.<Client, Integer>comparingByValue()
            .reversed()
            .thenComparing(client -> client.getKey().user())
            .thenComparing(client -> client.getKey().name());

    private ClientSeries() {}

    static void write(RedisSeries.Out out) throws IOException {
        out.answered(Families.CLIENT_CONNECTIONS, (view, answer, to) -> {
            List<Map.Entry<Client, Integer>> clients = answer.details().connections().byClient().entrySet().stream()
                    .sorted(LARGEST)
                    .toList();
            long rest = 0;
            for (int i = 0; i < clients.size(); i++) {
                Map.Entry<Client, Integer> client = clients.get(i);
                if (i < ShownBefore.CLIENTS) {
                    to.value(labels(client.getKey().user(), client.getKey().name()), client.getValue());
                } else {
                    rest += client.getValue();
                }
            }
            if (rest > 0) {
                to.value(labels(ShownBefore.OTHER, ShownBefore.OTHER), rest);
            }
        });
        out.answered(
                Families.POOL_SIZE,
                (view, answer, to) -> to.value(view.probed().targets().poolSize()));
    }

    private static String labels(String user, String name) {
        return RedisSeries.label("user", user) + RedisSeries.label("client", name);
    }
}
