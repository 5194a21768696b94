package io.catena.server.requests;

import io.catena.server.runtime.Clock;

/**
 * The age of what several replicas have told, one after the other: that of the oldest, and unknown if one of them is. What was told
 * first grows older while the others are awaited.
 */
final class OldestAge {
    private final Clock clock;
    private boolean isKnown = true;
    private boolean isEmpty = true;
    /** Of the oldest. */
    private long asOfNanos;

    OldestAge(Clock clock) {
        this.clock = clock;
    }

    /** @param ageNanos at present; null if it is unknown */
    void add(Long ageNanos) {
        if (ageNanos == null) {
            isKnown = false;
            return;
        }
        long newAsOfNanos = clock.nanoTime() - ageNanos;
        asOfNanos = isEmpty || newAsOfNanos - asOfNanos < 0 ? newAsOfNanos : asOfNanos;
        isEmpty = false;
    }

    /** At present; null if it is unknown. There is one at least. */
    Long nanos() {
        return isKnown ? clock.nanoTime() - asOfNanos : null;
    }
}
