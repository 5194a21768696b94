package io.catena.server.controller.decision;

import java.util.Map;
import java.util.Optional;

/** Finds the one that has been far slower than all others for a while; of one alone that cannot be said. */
final class FarSlower {
    /** Whoever is faster is not slow. */
    static final long SLOW_MILLIS = 250;

    private static final long SLOW_FOR_NANOS = 10_000_000_000L;
    /** Far slower: so many times as slow as the slowest of the others. */
    private final long times;
    /** Who was far slower when last looked, and for how long; empty if nobody was. */
    private String slow = "";

    private long slowNanos;

    FarSlower(long times) {
        this.times = times;
    }

    /**
     * Takes a look.
     *
     * @param passedNanos how much of the time since the last look counts
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
