package network.higherself.redis.samples.clients;

import io.lettuce.core.ScriptOutputType;

/**
 * The steps of a task, each one step on the server. A task is always in exactly one of queue, taken, leased and dead, or
 * done: there is no moment at which a dying worker or a lost answer could lose it. What a primary had not passed on when
 * it died is lost all the same; how much that may be, min-replicas-max-lag of the resource bounds.
 */
final class TaskScripts {

    /** KEYS: queue, task; ARGV: data, seconds. Once, however often it is sent. */
    static final Script ADD = new Script("""
            if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
            redis.call('HSET', KEYS[2], 'data', ARGV[1])
            redis.call('EXPIRE', KEYS[2], ARGV[2])
            redis.call('LPUSH', KEYS[1], ARGV[1])
            return 1
            """, ScriptOutputType.INTEGER);

    /**
     * From taken to leased. KEYS: taken, leased, task; ARGV: text, end of the lease, data, seconds. Gives the attempt, or 0
     * where the task was returned to the queue meanwhile. Somebody else may have put it into leased, to be returned
     * later: then it is held all the same.
     */
    static final Script HOLD = new Script("""
            if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 and not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
              return 0
            end
            redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
            redis.call('HSET', KEYS[3], 'data', ARGV[3])
            redis.call('EXPIRE', KEYS[3], ARGV[4])
            return redis.call('HINCRBY', KEYS[3], 'attempts', 1)
            """, ScriptOutputType.INTEGER);

    /** The attempt must still be the one that asks. KEYS: leased, task; ARGV: text, attempt, end of the lease. */
    static final Script EXTEND = new Script("""
            if redis.call('HGET', KEYS[2], 'attempts') ~= ARGV[2] then return 0 end
            if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
            redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
            return 1
            """, ScriptOutputType.BOOLEAN);

    /** KEYS: leased, task; ARGV: text, attempt, data, seconds. */
    static final Script COMPLETE = new Script("""
            if redis.call('HGET', KEYS[2], 'attempts') ~= ARGV[2] then return 0 end
            if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
            redis.call('HSET', KEYS[2], 'data', ARGV[3])
            redis.call('EXPIRE', KEYS[2], ARGV[4])
            return 1
            """, ScriptOutputType.BOOLEAN);

    /** The lease ends when the next attempt is due. KEYS: leased, task; ARGV: text, attempt, that time, data, seconds. */
    static final Script FAIL = new Script("""
            if redis.call('HGET', KEYS[2], 'attempts') ~= ARGV[2] then return 0 end
            if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
            redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
            redis.call('HSET', KEYS[2], 'data', ARGV[4])
            redis.call('EXPIRE', KEYS[2], ARGV[5])
            return 1
            """, ScriptOutputType.BOOLEAN);

    /**
     * Leases that ended, back to the queue's front or, with the attempts used up, to the dead. What stands in taken is
     * leased, too: its worker is about to hold it, or died before it could.
     *
     * <p>KEYS: queue, taken, leased, dead; ARGV: now, end of a lease, attempts.
     */
    static final Script RETURN = new Script("""
            for _, text in ipairs(redis.call('LRANGE', KEYS[2], 0, 99)) do
              redis.call('ZADD', KEYS[3], 'NX', ARGV[2], text)
              redis.call('LREM', KEYS[2], 1, text)
            end
            local due = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1], 'LIMIT', 0, 100)
            for _, text in ipairs(due) do
              local id = cjson.decode(text).id
              local attempts = tonumber(redis.call('HGET', 'task:' .. id, 'attempts') or '0')
              redis.call('ZREM', KEYS[3], text)
              if attempts >= tonumber(ARGV[3]) then
                redis.call('LPUSH', KEYS[4], text)
              else
                redis.call('RPUSH', KEYS[1], text)
              end
            end
            return #due
            """, ScriptOutputType.INTEGER);

    private TaskScripts() {}
}
