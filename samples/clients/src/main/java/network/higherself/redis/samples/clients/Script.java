package network.higherself.redis.samples.clients;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;

/** Lua that the server runs as one step: nobody sees or does anything in between. Sent once, then named by its digest. */
record Script(String lua, ScriptOutputType output) {

    <T> T run(RedisCommands<String, String> redis, List<String> keys, String... arguments) {
        String[] names = keys.toArray(String[]::new);
        try {
            return redis.evalsha(redis.digest(lua), output, names, arguments);
        } catch (RedisNoScriptException unknown) {
            // A server that was restarted, or a replica that became the primary.
            return redis.eval(lua, output, names, arguments);
        }
    }
}
