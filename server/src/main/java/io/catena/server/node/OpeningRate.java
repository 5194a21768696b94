package io.catena.server.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How fast each origin opens sessions: many at once, then so many a second. Of the origins that have opened one, the newest
 * are known; one that is not is taken for one that has not opened any.
 */
final class OpeningRate {
    private static final int MOST_ORIGINS = 10_000;

    private final long nanosPerOpening;
    private final long nanosAtOnce;
    /** When each origin may open as many at once as ever. */
    private final Map<Long, Long> freshNanos = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST_ORIGINS;
        }
    };

    OpeningRate(int atOnce, int perSecond) {
        this.nanosPerOpening = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.nanosAtOnce = atOnce * nanosPerOpening;
    }

    /** Returns how long the origin has to wait, and 0 if it need not: then this opening is counted. */
    long waitNanos(long origin, long nowNanos) {
        Long known = freshNanos.get(origin);
        long ahead = known == null ? 0 : Math.max(0, known - nowNanos);
        long wait = ahead + nanosPerOpening - nanosAtOnce;
        if (wait > 0) {
            return wait;
        }
        freshNanos.put(origin, nowNanos + ahead + nanosPerOpening);
        return 0;
    }
}
