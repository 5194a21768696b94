package io.catena.server.controller.decision;

import java.util.Map;
import java.util.Optional;

/** Finds the node that has been far slower than all others for 10 s (H8, H9); with one node alone there is none. */
final class FarSlower {
    /** A node that is faster than this is not slow. */
    static final long SLOW_MILLIS = 250;

    private static final long SLOW_FOR_NANOS = 10_000_000_000L;
    /** A node is far slower if it is this number of times as slow as the slowest other node. */
    private final long times;
    /** The node that was far slower at the last look; empty if none was. */
    private String slow = "";

    private long slowNanos;

    FarSlower(long times) {
        this.times = times;
    }

    /**
     * Takes a look.
     *
     * @param passedNanos the part of the time since the last look that counts
     */
    Optional<String> look(long passedNanos, Map<String, Long> millis) {
        String now = millis.keySet().stream()
                .filter(id -> isFarSlower(id, millis))
                .findFirst()
                .orElse("");
        slowNanos = now.equals(slow) ? slowNanos + passedNanos : 0;
        slow = now;
        return !slow.isEmpty() && slowNanos >= SLOW_FOR_NANOS ? Optional.of(slow) : Optional.empty();
    }

    private boolean isFarSlower(String id, Map<String, Long> millis) {
        long slowestOther = millis.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(id))
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(Long.MAX_VALUE / times);
        long own = millis.get(id);
        return own >= SLOW_MILLIS && own >= times * slowestOther;
    }
}
