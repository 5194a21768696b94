package io.catena.server.requests;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How fast each origin opens sessions (E10): a number at once, then a number each second. Of the origins that have
 * opened one, the newest are known; an unknown origin counts as one that has not opened any.
 */
final class OpeningRate {
    private static final int MOST_ORIGINS = 10_000;

    private final long nanosPerOpening;
    private final long nanosAtOnce;
    /** The time from which each origin may again open the full number at once. */
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

    /** How long the origin has to wait before it may open one; 0 if it need not. */
    long waitNanos(long origin, long nowNanos) {
        return Math.max(0, aheadNanos(origin, nowNanos) + nanosPerOpening - nanosAtOnce);
    }

    /** It opens one. */
    void count(long origin, long nowNanos) {
        freshNanos.put(origin, nowNanos + aheadNanos(origin, nowNanos) + nanosPerOpening);
    }

    private long aheadNanos(long origin, long nowNanos) {
        Long known = freshNanos.get(origin);
        return known == null ? 0 : Math.max(0, known - nowNanos);
    }
}
