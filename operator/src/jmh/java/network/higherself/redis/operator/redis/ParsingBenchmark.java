package network.higherself.redis.operator.redis;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a probe costs besides the network: the answer to INFO as typed values. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ParsingBenchmark {

    private final String info =
            """
            # Server
            redis_version:7.0.15
            redis_mode:standalone
            process_id:4711
            run_id:0123456789abcdef0123456789abcdef01234567
            tcp_port:6380
            uptime_in_seconds:86400

            # Clients
            connected_clients:12
            blocked_clients:0
            maxclients:1000

            # Memory
            used_memory:1990000
            used_memory_rss:9990000
            used_memory_peak:2990000
            maxmemory:536870912
            maxmemory_policy:allkeys-lru
            allocator_frag_ratio:1.10
            allocator_frag_bytes:200000
            mem_fragmentation_ratio:5.02

            # Persistence
            loading:0
            rdb_changes_since_last_save:17
            rdb_bgsave_in_progress:0
            rdb_last_save_time:1767225600
            rdb_last_bgsave_status:ok
            aof_enabled:1
            aof_last_bgrewrite_status:ok
            aof_last_write_status:ok

            # Stats
            total_connections_received:1234
            total_commands_processed:9876543
            instantaneous_ops_per_sec:340
            rejected_connections:0
            expired_keys:100
            evicted_keys:0
            keyspace_hits:97000
            keyspace_misses:3000
            total_error_replies:12

            # Replication
            role:master
            connected_slaves:2
            slave0:ip=10.0.0.2,port=6380,state=online,offset=123456,lag=0
            slave1:ip=10.0.0.3,port=6380,state=online,offset=123456,lag=1
            master_replid:89abcdef0123456789abcdef0123456789abcdef
            master_replid2:0000000000000000000000000000000000000000
            master_repl_offset:123456
            second_repl_offset:-1

            # CPU
            used_cpu_sys:10.5
            used_cpu_user:20.5

            # Commandstats
            cmdstat_get:calls=100000,usec=200000,usec_per_call=2.00,rejected_calls=0,failed_calls=0
            cmdstat_set:calls=50000,usec=150000,usec_per_call=3.00,rejected_calls=0,failed_calls=1
            cmdstat_ping:calls=8640,usec=8640,usec_per_call=1.00,rejected_calls=0,failed_calls=0
            cmdstat_info:calls=8640,usec=864000,usec_per_call=100.00,rejected_calls=0,failed_calls=0

            # Errorstats
            errorstat_ERR:count=12

            # Keyspace
            db0:keys=10000,expires=9000,avg_ttl=300000
            """
                    .replace("\n", "\r\n");

    @Benchmark
    public Info info() {
        return InfoParser.parse(info);
    }
}
