package io.catena.server.rpc;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Looks for the connection that has been of no use for longest. Since that takes a look at all of them, not too often. */
final class SpareSearch {
    /** When there was none, it is not looked for again for so long. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Collection<ServerConnection> all;
    private final long spareNanos;
    private long lookNanos = System.nanoTime();

    /** @param spareMillis whatever was not used for so long is of no use */
    SpareSearch(Collection<ServerConnection> all, long spareMillis) {
        this.all = all;
        this.spareNanos = TimeUnit.MILLISECONDS.toNanos(spareMillis);
    }

    /** Empty also if it is too early to look again. */
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
