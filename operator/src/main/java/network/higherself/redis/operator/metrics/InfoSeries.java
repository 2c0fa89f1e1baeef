package network.higherself.redis.operator.metrics;

import java.util.List;
import network.higherself.redis.operator.redis.InfoField;

/**
 * A field of INFO as a series, under the name and type that redis_exporter gives it.
 *
 * @param parts how many of the field's unit make one of the series'; divided by, since a factor such as 1e-6 is not exact
 */
record InfoSeries(Family family, InfoField field, double parts) {

    /** One series an instance. */
    static final List<InfoSeries> OF_INSTANCE = List.of(
            gauge(
                    "active_defrag_running",
                    InfoField.ACTIVE_DEFRAG_RUNNING,
                    "Whether active defragmentation runs, 1 or 0."),
            gauge("allocator_active_bytes", InfoField.ALLOCATOR_ACTIVE, "Bytes in the allocator's active pages."),
            gauge("allocator_allocated_bytes", InfoField.ALLOCATOR_ALLOCATED, "Bytes allocated from the allocator."),
            gauge(
                    "allocator_frag_bytes",
                    InfoField.ALLOCATOR_FRAG_BYTES,
                    "Bytes that the allocator holds in active pages and that are not used."),
            gauge(
                    "allocator_frag_ratio",
                    InfoField.ALLOCATOR_FRAG_RATIO,
                    "Active bytes of the allocator by allocated ones: external fragmentation."),
            gauge("allocator_resident_bytes", InfoField.ALLOCATOR_RESIDENT, "Bytes resident for the allocator."),
            gauge(
                    "allocator_rss_bytes",
                    InfoField.ALLOCATOR_RSS_BYTES,
                    "Bytes resident for the allocator that it could give back."),
            gauge(
                    "allocator_rss_ratio",
                    InfoField.ALLOCATOR_RSS_RATIO,
                    "Resident bytes of the allocator by active ones."),
            gauge(
                    "aof_base_size_bytes",
                    InfoField.AOF_BASE_SIZE,
                    "Bytes of the append-only file after the last rewrite."),
            gauge("aof_buffer_length", InfoField.AOF_BUFFER_LENGTH, "Bytes in the buffer of the append-only file."),
            gauge(
                    "aof_current_rewrite_duration_sec",
                    InfoField.AOF_CURRENT_REWRITE_TIME_SEC,
                    "Seconds that the running rewrite of the append-only file has taken, -1 for none."),
            gauge("aof_current_size_bytes", InfoField.AOF_CURRENT_SIZE, "Bytes of the append-only file."),
            gauge(
                    "aof_delayed_fsync",
                    InfoField.AOF_DELAYED_FSYNC,
                    "Times that fsync of the append-only file was delayed."),
            gauge("aof_enabled", InfoField.AOF_ENABLED, "Whether the append-only file is on, 1 or 0."),
            gauge(
                    "aof_last_bgrewrite_status",
                    InfoField.AOF_LAST_BGREWRITE_STATUS,
                    "Whether the last rewrite of the append-only file went well, 1 or 0."),
            gauge(
                    "aof_last_cow_size_bytes",
                    InfoField.AOF_LAST_COW_SIZE,
                    "Bytes copied on write during the last rewrite of the append-only file."),
            gauge(
                    "aof_last_rewrite_duration_sec",
                    InfoField.AOF_LAST_REWRITE_TIME_SEC,
                    "Seconds of the last rewrite of the append-only file, -1 for none."),
            gauge(
                    "aof_last_write_status",
                    InfoField.AOF_LAST_WRITE_STATUS,
                    "Whether the last write to the append-only file went well, 1 or 0."),
            gauge("aof_pending_bio_fsync", InfoField.AOF_PENDING_BIO_FSYNC, "Pending fsyncs of the append-only file."),
            gauge(
                    "aof_pending_rewrite",
                    InfoField.AOF_PENDING_REWRITE,
                    "Whether a rewrite waits for a save to end, 1 or 0."),
            gauge(
                    "aof_rewrite_buffer_length",
                    InfoField.AOF_REWRITE_BUFFER_LENGTH,
                    "Bytes in the rewrite buffer of the append-only file (6.2)."),
            gauge(
                    "aof_rewrite_in_progress",
                    InfoField.AOF_REWRITE_IN_PROGRESS,
                    "Whether the append-only file is being rewritten, 1 or 0."),
            gauge(
                    "aof_rewrite_scheduled",
                    InfoField.AOF_REWRITE_SCHEDULED,
                    "Whether a rewrite of the append-only file is scheduled, 1 or 0."),
            gauge("blocked_clients", InfoField.BLOCKED_CLIENTS, "Clients that wait in a blocking command."),
            gauge(
                    "client_recent_max_input_buffer_bytes",
                    InfoField.CLIENT_RECENT_MAX_INPUT_BUFFER,
                    "Largest input buffer of the present clients, bytes."),
            gauge(
                    "client_recent_max_output_buffer_bytes",
                    InfoField.CLIENT_RECENT_MAX_OUTPUT_BUFFER,
                    "Largest output buffer of the present clients, bytes."),
            gauge("clients_in_timeout_table", InfoField.CLIENTS_IN_TIMEOUT_TABLE, "Clients with a timeout."),
            gauge("cluster_connections", InfoField.CLUSTER_CONNECTIONS, "Sockets of the cluster bus."),
            gauge("cluster_enabled", InfoField.CLUSTER_ENABLED, "Whether cluster mode is on, 1 or 0."),
            counter("commands_processed_total", InfoField.TOTAL_COMMANDS_PROCESSED, "Commands processed."),
            gauge(
                    "connected_clients",
                    InfoField.CONNECTED_CLIENTS,
                    "Connections of clients, the operator's own included."),
            gauge("connected_slaves", InfoField.CONNECTED_SLAVES, "Replicas that are connected."),
            counter("connections_received_total", InfoField.TOTAL_CONNECTIONS_RECEIVED, "Connections accepted."),
            counter(
                    "cpu_sys_children_seconds_total",
                    InfoField.USED_CPU_SYS_CHILDREN,
                    "System CPU seconds of background processes."),
            counter(
                    "cpu_sys_main_thread_seconds_total",
                    InfoField.USED_CPU_SYS_MAIN_THREAD,
                    "System CPU seconds of the main thread."),
            counter("cpu_sys_seconds_total", InfoField.USED_CPU_SYS, "System CPU seconds."),
            counter(
                    "cpu_user_children_seconds_total",
                    InfoField.USED_CPU_USER_CHILDREN,
                    "User CPU seconds of background processes."),
            counter(
                    "cpu_user_main_thread_seconds_total",
                    InfoField.USED_CPU_USER_MAIN_THREAD,
                    "User CPU seconds of the main thread."),
            counter("cpu_user_seconds_total", InfoField.USED_CPU_USER, "User CPU seconds."),
            gauge("defrag_hits", InfoField.ACTIVE_DEFRAG_HITS, "Values moved by active defragmentation."),
            gauge("defrag_key_hits", InfoField.ACTIVE_DEFRAG_KEY_HITS, "Keys defragmented."),
            gauge("defrag_key_misses", InfoField.ACTIVE_DEFRAG_KEY_MISSES, "Keys that active defragmentation skipped."),
            gauge(
                    "defrag_misses",
                    InfoField.ACTIVE_DEFRAG_MISSES,
                    "Moves of values that active defragmentation gave up."),
            counter(
                    "dump_payload_sanitizations",
                    InfoField.DUMP_PAYLOAD_SANITIZATIONS,
                    "Deep checks of dump payloads."),
            counter("evicted_keys_total", InfoField.EVICTED_KEYS, "Keys evicted because maxmemory was reached."),
            counter("expired_keys_total", InfoField.EXPIRED_KEYS, "Keys that expired."),
            gauge(
                    "expired_stale_percentage",
                    InfoField.EXPIRED_STALE_PERC,
                    "Estimated percentage of keys that have expired and are not deleted yet."),
            gauge(
                    "expired_time_cap_reached_total",
                    InfoField.EXPIRED_TIME_CAP_REACHED_COUNT,
                    "Times that the cycle of expiry ended for lack of time."),
            counter("io_threaded_reads_processed", InfoField.IO_THREADED_READS_PROCESSED, "Reads by I/O threads."),
            counter("io_threaded_writes_processed", InfoField.IO_THREADED_WRITES_PROCESSED, "Writes by I/O threads."),
            gauge("io_threads_active", InfoField.IO_THREADS_ACTIVE, "Whether I/O threads are active, 1 or 0."),
            counter("keyspace_hits_total", InfoField.KEYSPACE_HITS, "Lookups of keys that were there."),
            counter("keyspace_misses_total", InfoField.KEYSPACE_MISSES, "Lookups of keys that were not there."),
            gauge("latest_fork_seconds", InfoField.LATEST_FORK_USEC, "Seconds that the last fork took.", 1e6),
            gauge(
                    "lazyfree_pending_objects",
                    InfoField.LAZYFREE_PENDING_OBJECTS,
                    "Values that wait to be freed in the background."),
            gauge("loading_dump_file", InfoField.LOADING, "Whether the dataset is being loaded, 1 or 0."),
            gauge("master_repl_offset", InfoField.MASTER_REPL_OFFSET, "Replication offset of the instance, bytes."),
            gauge("mem_clients_normal", InfoField.MEM_CLIENTS_NORMAL, "Bytes used by normal clients."),
            gauge("mem_clients_slaves", InfoField.MEM_CLIENTS_SLAVES, "Bytes used by replicas."),
            gauge("mem_fragmentation_bytes", InfoField.MEM_FRAGMENTATION_BYTES, "Resident bytes less used ones."),
            gauge("mem_fragmentation_ratio", InfoField.MEM_FRAGMENTATION_RATIO, "Resident bytes by used ones."),
            gauge(
                    "mem_not_counted_for_eviction_bytes",
                    InfoField.MEM_NOT_COUNTED_FOR_EVICT,
                    "Bytes that maxmemory does not count."),
            gauge("memory_max_bytes", InfoField.MAXMEMORY, "The directive maxmemory, bytes; 0: no limit."),
            gauge("memory_used_bytes", InfoField.USED_MEMORY, "Bytes used."),
            gauge("memory_used_dataset_bytes", InfoField.USED_MEMORY_DATASET, "Bytes used by the dataset."),
            gauge("memory_used_lua_bytes", InfoField.USED_MEMORY_LUA, "Bytes used by Lua."),
            gauge(
                    "memory_used_overhead_bytes",
                    InfoField.USED_MEMORY_OVERHEAD,
                    "Bytes used by other things than the dataset."),
            gauge("memory_used_peak_bytes", InfoField.USED_MEMORY_PEAK, "Most bytes used since the start."),
            gauge("memory_used_rss_bytes", InfoField.USED_MEMORY_RSS, "Resident bytes of the process."),
            gauge("memory_used_scripts_bytes", InfoField.USED_MEMORY_SCRIPTS, "Bytes used by scripts."),
            gauge("memory_used_startup_bytes", InfoField.USED_MEMORY_STARTUP, "Bytes used at the start."),
            gauge("migrate_cached_sockets_total", InfoField.MIGRATE_CACHED_SOCKETS, "Sockets open for MIGRATE."),
            gauge("module_fork_in_progress", InfoField.MODULE_FORK_IN_PROGRESS, "Whether a module has forked, 1 or 0."),
            gauge(
                    "module_fork_last_cow_size",
                    InfoField.MODULE_FORK_LAST_COW_SIZE,
                    "Bytes copied on write during the last fork of a module."),
            counter("net_input_bytes_total", InfoField.TOTAL_NET_INPUT_BYTES, "Bytes read from the network."),
            counter("net_output_bytes_total", InfoField.TOTAL_NET_OUTPUT_BYTES, "Bytes written to the network."),
            gauge("number_of_cached_scripts", InfoField.NUMBER_OF_CACHED_SCRIPTS, "Scripts cached."),
            gauge("process_id", InfoField.PROCESS_ID, "Process id of the server."),
            gauge("pubsub_channels", InfoField.PUBSUB_CHANNELS, "Channels with subscribers."),
            gauge("pubsub_patterns", InfoField.PUBSUB_PATTERNS, "Patterns with subscribers."),
            gauge("rdb_bgsave_in_progress", InfoField.RDB_BGSAVE_IN_PROGRESS, "Whether a save runs, 1 or 0."),
            gauge("rdb_changes_since_last_save", InfoField.RDB_CHANGES_SINCE_LAST_SAVE, "Changes since the last save."),
            gauge(
                    "rdb_current_bgsave_duration_sec",
                    InfoField.RDB_CURRENT_BGSAVE_TIME_SEC,
                    "Seconds that the running save has taken, -1 for none."),
            gauge(
                    "rdb_last_bgsave_duration_sec",
                    InfoField.RDB_LAST_BGSAVE_TIME_SEC,
                    "Seconds of the last save, -1 for none."),
            gauge(
                    "rdb_last_bgsave_status",
                    InfoField.RDB_LAST_BGSAVE_STATUS,
                    "Whether the last save went well, 1 or 0."),
            gauge(
                    "rdb_last_cow_size_bytes",
                    InfoField.RDB_LAST_COW_SIZE,
                    "Bytes copied on write during the last save."),
            gauge(
                    "rdb_last_save_timestamp_seconds",
                    InfoField.RDB_LAST_SAVE_TIME,
                    "When the last good save ended, Unix time."),
            counter(
                    "rejected_connections_total",
                    InfoField.REJECTED_CONNECTIONS,
                    "Connections refused because of maxclients."),
            gauge(
                    "repl_backlog_first_byte_offset",
                    InfoField.REPL_BACKLOG_FIRST_BYTE_OFFSET,
                    "Offset of the first byte in the replication backlog."),
            gauge("repl_backlog_history_bytes", InfoField.REPL_BACKLOG_HISTLEN, "Bytes in the replication backlog."),
            gauge(
                    "repl_backlog_is_active",
                    InfoField.REPL_BACKLOG_ACTIVE,
                    "Whether there is a replication backlog, 1 or 0."),
            gauge("replica_partial_resync_accepted", InfoField.SYNC_PARTIAL_OK, "Partial resyncs granted to replicas."),
            gauge("replica_partial_resync_denied", InfoField.SYNC_PARTIAL_ERR, "Partial resyncs refused to replicas."),
            gauge("replica_resyncs_full", InfoField.SYNC_FULL, "Full syncs with replicas."),
            gauge("replication_backlog_bytes", InfoField.REPL_BACKLOG_SIZE, "Size of the replication backlog, bytes."),
            gauge(
                    "second_repl_offset",
                    InfoField.SECOND_REPL_OFFSET,
                    "Offset up to which the former replication id holds, -1 for none."),
            gauge(
                    "slave_expires_tracked_keys",
                    InfoField.SLAVE_EXPIRES_TRACKED_KEYS,
                    "Keys whose expiry a writable replica tracks."),
            gauge("slave_priority", InfoField.SLAVE_PRIORITY, "A replica's priority in a failover."),
            counter("total_error_replies", InfoField.TOTAL_ERROR_REPLIES, "Error replies."),
            counter("total_reads_processed", InfoField.TOTAL_READS_PROCESSED, "Read events."),
            counter("total_writes_processed", InfoField.TOTAL_WRITES_PROCESSED, "Write events."),
            gauge("tracking_clients", InfoField.TRACKING_CLIENTS, "Clients whose keys are tracked."),
            gauge("tracking_total_items", InfoField.TRACKING_TOTAL_ITEMS, "Items tracked for clients."),
            gauge("tracking_total_keys", InfoField.TRACKING_TOTAL_KEYS, "Keys tracked for clients."),
            gauge("tracking_total_prefixes", InfoField.TRACKING_TOTAL_PREFIXES, "Prefixes tracked for clients."),
            counter(
                    "unexpected_error_replies",
                    InfoField.UNEXPECTED_ERROR_REPLIES,
                    "Error replies to replication or the append-only file, which should not be."),
            gauge("uptime_in_seconds", InfoField.UPTIME_IN_SECONDS, "Seconds since the start of the process."));

    /** One series a replica, with the labels of the primary that it follows. */
    static final List<InfoSeries> OF_LINK = List.of(
            gauge(
                    "master_last_io_seconds_ago",
                    InfoField.MASTER_LAST_IO_SECONDS_AGO,
                    "Seconds since the replica last heard from its primary, -1 while the link is down."),
            gauge(
                    "master_link_up",
                    InfoField.MASTER_LINK_STATUS,
                    "Whether the replica is in sync with its primary, 1 or 0."),
            gauge(
                    "master_sync_in_progress",
                    InfoField.MASTER_SYNC_IN_PROGRESS,
                    "Whether the replica is copying its primary's dataset, 1 or 0."),
            gauge("slave_repl_offset", InfoField.SLAVE_REPL_OFFSET, "Replication offset of the replica, bytes."));

    static InfoSeries gauge(String name, InfoField field, String help) {
        return gauge(name, field, help, 1);
    }

    private static InfoSeries gauge(String name, InfoField field, String help, double parts) {
        return new InfoSeries(Family.gauge("redis_" + name, help), field, parts);
    }

    private static InfoSeries counter(String name, InfoField field, String help) {
        return new InfoSeries(Family.counter("redis_" + name, help), field, 1);
    }
}
