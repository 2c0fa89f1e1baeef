package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Random;
import network.higherself.redis.operator.redis.Info.CommandStats;
import network.higherself.redis.operator.redis.Info.Keyspace;
import network.higherself.redis.operator.redis.Info.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoParserTest {

    private static final String PRIMARY = String.join(
            "\r\n",
            "# Server",
            "redis_version:7.0.15",
            "run_id:8a1b",
            "uptime_in_seconds:61",
            "# Clients",
            "connected_clients:5",
            "maxclients:1000",
            "# Memory",
            "used_memory:1990000",
            "maxmemory:536870912",
            "maxmemory_policy:allkeys-lru",
            "allocator_frag_ratio:1.25",
            "# Persistence",
            "loading:0",
            "rdb_last_bgsave_status:ok",
            "aof_enabled:1",
            "aof_last_write_status:ok",
            "# Stats",
            "keyspace_hits:97",
            "keyspace_misses:3",
            "# Replication",
            "role:master",
            "connected_slaves:1",
            "slave0:ip=10.0.0.2,port=6380,state=online,offset=420,lag=1",
            "master_replid:abc",
            "master_replid2:0000000000000000000000000000000000000000",
            "master_repl_offset:434",
            "second_repl_offset:-1",
            "# Commandstats",
            "cmdstat_client|setname:calls=2,usec=10,usec_per_call=5.00,rejected_calls=1,failed_calls=3",
            "# Errorstats",
            "errorstat_OOM:count=4",
            "# Keyspace",
            "db0:keys=12,expires=2,avg_ttl=0",
            "db15:keys=1,expires=0,avg_ttl=0",
            "");

    @Test
    void aPrimary() {
        Info info = InfoParser.parse(PRIMARY);

        assertThat(info.server()).isEqualTo(new Info.Server("7.0.15", "8a1b", 61, 0));
        assertThat(info.clients()).isEqualTo(new Info.Clients(5, 0, 1000));
        assertThat(info.memory().max()).isEqualTo(536870912);
        assertThat(info.memory().policy()).isEqualTo("allkeys-lru");
        assertThat(info.memory().allocatorFragmentationRatio()).isEqualTo(1.25);
        assertThat(info.persistence().aofEnabled()).isTrue();
        assertThat(info.stats().keyspaceHits()).isEqualTo(97);
        assertThat(info.replication().role()).isEqualTo(Role.PRIMARY);
        assertThat(info.replication().offset()).isEqualTo(434);
        assertThat(info.replication().replicationId()).isEqualTo("abc");
        assertThat(info.replication().secondReplicationId()).isEmpty();
        assertThat(info.replication().replicas()).containsExactly(new Info.Replica("10.0.0.2", 6380, "online", 420, 1));
        assertThat(info.commands()).containsEntry("client|setname", new CommandStats(2, 10, 1, 3));
        assertThat(info.errors()).containsEntry("OOM", 4L);
        assertThat(info.keyspace()).containsEntry(0, new Keyspace(12, 2, 0)).containsEntry(15, new Keyspace(1, 0, 0));
    }

    @Test
    void aReplicaThatLostItsPrimary() {
        Info.Replication replication = InfoParser.parse("""
                role:slave
                master_host:agents-0.agents-pods.sample.svc
                master_port:6380
                master_link_status:down
                master_last_io_seconds_ago:-1
                master_link_down_since_seconds:12
                master_sync_in_progress:0
                slave_repl_offset:77
                master_repl_offset:5
                """).replication();

        assertThat(replication.role()).isEqualTo(Role.REPLICA);
        assertThat(replication.primaryHost()).contains("agents-0.agents-pods.sample.svc");
        assertThat(replication.primaryPort()).hasValue(6380);
        assertThat(replication.linkUp()).isFalse();
        assertThat(replication.linkDown()).contains(Duration.ofSeconds(12));
        assertThat(replication.lastIo()).isEmpty();
        assertThat(replication.offset()).isEqualTo(77);
    }

    @Test
    void valkeyTellsItsOwnVersion() {
        assertThat(InfoParser.parse("redis_version:7.2.4\nserver_name:valkey\nvalkey_version:8.0.1\n")
                        .server()
                        .version())
                .isEqualTo("8.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n\r\n",
                ":",
                "# only a heading",
                "no colon",
                "used_memory:",
                "used_memory:many",
                "used_memory:99999999999999999999999999",
                "cmdstat_:calls=,usec=x",
                "cmdstat_get:calls",
                "errorstat_:",
                "db:keys=1",
                "db99999999999:keys=1",
                "slave0:,,,=,=",
                "allocator_frag_ratio:NaN",
                "loading:1\nloading_loaded_perc:abc%"
            })
    void whatCannotBeReadSaysTheLeast(String text) {
        Info info = InfoParser.parse(text);

        assertThat(info.memory().used()).isZero();
        assertThat(info.memory().allocatorFragmentationRatio()).isZero();
        assertThat(info.replication().role()).isEqualTo(Role.PRIMARY);
    }

    @Test
    void noCutAndNoChangedCharacterBreaksIt() {
        Random random = new Random(7);
        for (int i = 0; i < PRIMARY.length(); i++) {
            String cut = PRIMARY.substring(0, i);
            char[] changed = PRIMARY.toCharArray();
            changed[i] = (char) random.nextInt(0x10000);
            assertThatCode(() -> {
                        InfoParser.parse(cut);
                        InfoParser.parse(new String(changed));
                    })
                    .doesNotThrowAnyException();
        }
    }
}
