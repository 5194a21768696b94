package io.catena.server.rpc.inbound;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Finds the connection that was not used for longest. A search looks at all connections, so a search that has found
 * none is not repeated at once.
 */
final class SpareSearch {
    /** After a search that found none, the next one waits this long. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Collection<ServerConnection> all;
    private final long spareNanos;
    private long lookNanos = System.nanoTime();

    /** @param spareMillis a connection that was not used for this long counts as unused */
    SpareSearch(Collection<ServerConnection> all, long spareMillis) {
        this.all = all;
        this.spareNanos = TimeUnit.MILLISECONDS.toNanos(spareMillis);
    }

    /** Empty also if it is too early to search again. */
    Optional<ServerConnection> among(Predicate<ServerConnection> which) {
        long nowNanos = System.nanoTime();
        if (nowNanos - lookNanos < 0) {
            return Optional.empty();
        }
        Optional<ServerConnection> spare = all.stream()
                .filter(connection -> which.test(connection) && connection.isUnused(nowNanos, spareNanos))
                .min(Comparator.comparingLong(connection -> connection.lastUsedNanos() - nowNanos));
        if (spare.isEmpty()) {
            lookNanos = nowNanos + LOOK_AGAIN_NANOS;
        }
        return spare;
    }
}
