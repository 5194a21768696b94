package io.catena.server.rpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All connections to the server, what their incomplete frames hold in memory, and how many there may be. */
final class ServerConnections {
    private final RpcLimits limits;
    private final RpcCounters counters;
    /** With the memory that the connection's input holds. */
    private final Map<ServerConnection, Integer> buffered = new HashMap<>();

    private long bufferedBytes;
    private boolean closing;

    ServerConnections(RpcLimits limits, RpcCounters counters) {
        this.limits = limits;
        this.counters = counters;
    }

    boolean full() {
        return closing || buffered.size() >= limits.maxConnections();
    }

    void add(ServerConnection connection) {
        buffered.put(connection, 0);
        counters.accepted.increment();
        counters.open.increment();
    }

    void remove(ServerConnection connection) {
        Integer bytes = buffered.remove(connection);
        if (bytes != null) {
            bufferedBytes -= bytes;
            counters.open.decrement();
        }
    }

    /** Takes note of how much a connection's input holds now; if it is too much of all, whoever holds most must go. */
    void buffers(ServerConnection connection, int bytes) {
        Integer before = buffered.replace(connection, bytes);
        if (before == null) {
            return;
        }
        bufferedBytes += bytes - before;
        if (bufferedBytes > limits.maxBufferedInputBytes()) {
            Map.Entry<ServerConnection, Integer> largest = buffered.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow();
            largest.getKey()
                    .fault("its incomplete frame holds " + largest.getValue() + " bytes, the most of " + bufferedBytes
                            + " in all; at most " + limits.maxBufferedInputBytes());
        }
    }

    void sweep(long nowNanos) {
        List.copyOf(buffered.keySet()).forEach(connection -> connection.sweep(nowNanos));
    }

    /** From now on no new connections and no new calls. */
    void stop() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    boolean quiet() {
        return buffered.keySet().stream().allMatch(ServerConnection::quiet);
    }

    void closeAll() {
        List.copyOf(buffered.keySet()).forEach(ServerConnection::close);
    }
}
