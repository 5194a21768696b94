package io.catena.server.rpc.inbound;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Connections without a place. If too many wait, the oldest one of the source that has most of them is to be closed. */
final class WithoutPlace {
    private final int maxConnections;
    private final Deque<ServerConnection> waiting = new ArrayDeque<>();

    WithoutPlace(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    void add(ServerConnection connection) {
        waiting.addLast(connection);
    }

    void remove(ServerConnection connection) {
        waiting.remove(connection);
    }

    /** The one that is to be closed; empty unless too many wait. */
    Optional<ServerConnection> surplus() {
        return waiting.size() > maxConnections ? Optional.of(oldestOfTheMost()) : Optional.empty();
    }

    private ServerConnection oldestOfTheMost() {
        Map<Long, Integer> counts = new HashMap<>();
        waiting.forEach(connection -> counts.merge(connection.source(), 1, Integer::sum));
        int most = counts.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        return waiting.stream()
                .filter(connection -> counts.get(connection.source()) == most)
                .findFirst()
                .orElseThrow();
    }

    List<ServerConnection> those(Predicate<ServerConnection> which) {
        return waiting.stream().filter(which).toList();
    }
}
