package io.catena.server.rpc.inbound;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Chooses the connection that must make room for a new one when no connection is unused. Without it a client that keeps
 * sending a little on each of its connections would keep all others out. It chooses rarely, because busy clients must
 * not lose connections faster than they can open new ones.
 */
final class Displacement {
    private final Collection<ServerConnection> all;
    private final long seatedNanos;
    private final long everyNanos;
    private long dueNanos = System.nanoTime();

    /**
     * @param seatedMillis a connection that has had its place for less than this time is never chosen
     * @param everyMillis at most one connection is chosen in this time
     */
    Displacement(Collection<ServerConnection> all, long seatedMillis, long everyMillis) {
        this.all = all;
        this.seatedNanos = TimeUnit.MILLISECONDS.toNanos(seatedMillis);
        this.everyNanos = TimeUnit.MILLISECONDS.toNanos(everyMillis);
    }

    /**
     * Of the connections with no call under way, the one that was not used for longest. If all have calls under way,
     * the one that got its place last. Empty also if the previous choice was less than {@code everyMillis} ago.
     */
    Optional<ServerConnection> among(Predicate<ServerConnection> which) {
        long nowNanos = System.nanoTime();
        if (nowNanos - dueNanos < 0) {
            return Optional.empty();
        }
        dueNanos = nowNanos + everyNanos;
        List<ServerConnection> candidates = all.stream()
                .filter(which.and(connection -> nowNanos - connection.seatedNanos() >= seatedNanos))
                .toList();
        return candidates.stream()
                .filter(ServerConnection::quiet)
                .min(Comparator.comparingLong(connection -> connection.lastUsedNanos() - nowNanos))
                .or(() -> candidates.stream()
                        .max(Comparator.comparingLong(connection -> connection.seatedNanos() - nowNanos)));
    }
}
