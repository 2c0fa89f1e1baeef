package network.higherself.redis.operator.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer to CLIENT LIST, line by line, under the server's names; only what people look for. */
final class ClientLines {

    private static final List<String> WORDS = List.of("addr", "name", "user", "cmd", "flags");
    private static final List<String> NUMBERS =
            List.of("id", "age", "idle", "db", "sub", "psub", "multi", "qbuf", "omem", "tot-mem");

    private ClientLines() {}

    static List<Map<String, Object>> parse(String text) {
        List<Map<String, Object>> clients = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (clients.size() == RedisQueries.CLIENTS_LISTED) {
                break;
            }
            Map<String, Object> client = client(line.strip());
            if (!client.isEmpty()) {
                clients.add(client);
            }
        }
        return clients;
    }

    private static Map<String, Object> client(String line) {
        Map<String, Object> client = new LinkedHashMap<>();
        for (String part : line.split(" ")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? "" : part.substring(0, equals);
            String value = part.substring(equals + 1);
            if (WORDS.contains(key)) {
                client.put(key, value);
            } else if (NUMBERS.contains(key)) {
                client.put(key, InfoText.value(value));
            }
        }
        return client;
    }
}
