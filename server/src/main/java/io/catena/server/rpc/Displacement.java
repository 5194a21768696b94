package io.catena.server.rpc;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Looks for the connection that has to make room for a newcomer, where none is of no use. Without it whoever says a little
 * on each of his connections again and again would keep everybody else out. Not too often: those who work must not lose
 * their connections faster than they can make new ones.
 */
final class Displacement {
    private final Collection<ServerConnection> all;
    private final long seatedNanos;
    private final long everyNanos;
    private long dueNanos = System.nanoTime();

    /**
     * @param seatedMillis nobody goes who has had its place for less than so long
     * @param everyMillis no more than one goes in so long
     */
    Displacement(Collection<ServerConnection> all, long seatedMillis, long everyMillis) {
        this.all = all;
        this.seatedNanos = TimeUnit.MILLISECONDS.toNanos(seatedMillis);
        this.everyNanos = TimeUnit.MILLISECONDS.toNanos(everyMillis);
    }

    /**
     * Of those with nothing under way the one that has not been used for longest; if there is none, the one that has come
     * last. Empty also if it is too early.
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
