package io.catena.server.rpc.inbound;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Connections without a place. If too many wait, one of the source that has most of them is to be closed: the oldest of those
 * whose handshakes have not begun, so that those that have begun are not computed in vain; but no more than half of all may be
 * such ones of one source.
 */
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
        Map<Boolean, List<ServerConnection>> ofTheMost = waiting.stream()
                .filter(connection -> counts.get(connection.source()) == most)
                .collect(Collectors.partitioningBy(ServerConnection::hasBegun));
        List<ServerConnection> begun = ofTheMost.get(true);
        List<ServerConnection> fresh = ofTheMost.get(false);
        return (fresh.isEmpty() || begun.size() > maxConnections / 2 ? begun : fresh).get(0);
    }

    List<ServerConnection> those(Predicate<ServerConnection> which) {
        return waiting.stream().filter(which).toList();
    }
}
