package io.catena.server.rpc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All connections to the server, and how many there may be. */
final class ServerConnections {
    private final RpcLimits limits;
    private final RpcCounters counters;
    private final Set<ServerConnection> all = new HashSet<>();
    private boolean closing;

    ServerConnections(RpcLimits limits, RpcCounters counters) {
        this.limits = limits;
        this.counters = counters;
    }

    boolean full() {
        return closing || all.size() >= limits.maxConnections();
    }

    void add(ServerConnection connection) {
        all.add(connection);
        counters.accepted.increment();
        counters.open.increment();
    }

    void remove(ServerConnection connection) {
        if (all.remove(connection)) {
            counters.open.decrement();
        }
    }

    void sweep(long nowNanos) {
        List.copyOf(all).forEach(connection -> connection.sweep(nowNanos));
    }

    /** From now on no new connections and no new calls. */
    void stop() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    boolean quiet() {
        return all.stream().allMatch(ServerConnection::quiet);
    }

    void closeAll() {
        List.copyOf(all).forEach(ServerConnection::close);
    }
}
