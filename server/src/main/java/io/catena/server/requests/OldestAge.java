package io.catena.server.requests;

/** The age of what several replicas have told together: that of the oldest, and unknown if one of them is. */
final class OldestAge {
    private long nanos;
    private boolean isUnknown;

    /** @param ageNanos null if it is unknown */
    void add(Long ageNanos) {
        isUnknown |= ageNanos == null;
        nanos = ageNanos == null ? nanos : Math.max(nanos, ageNanos);
    }

    /** Null if it is unknown. */
    Long nanos() {
        return isUnknown ? null : nanos;
    }
}
