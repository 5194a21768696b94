package io.catena.server.chain;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of something that is bounded each origin holds (Q1). One half goes to the origins that ask first. Of the
 * other half no origin gets more than an equal share, so that there is room for one that holds little. Only looked up,
 * never walked.
 */
final class Shares {
    private final long limit;
    private final Map<Origin, Long> held = new HashMap<>();
    private long total;

    Shares(long limit) {
        this.limit = limit;
    }

    /** Whether the origin may hold this amount more. If no origin holds anything, any amount fits. */
    boolean admits(Origin origin, long amount) {
        if (total == 0) {
            return true;
        }
        long after = total + amount;
        long own = held.getOrDefault(origin, 0L);
        if (after > limit) {
            return false;
        }
        return after <= limit / 2 || own == 0 || own + amount <= limit / 2 / (held.size() + 1);
    }

    void add(Origin origin, long amount) {
        held.merge(origin, amount, Long::sum);
        total += amount;
    }

    void subtract(Origin origin, long amount) {
        Long left = held.computeIfPresent(origin, (o, before) -> before == amount ? null : before - amount);
        Invariant.check(left == null || left > 0, "%s gives back more than it holds", origin);
        total -= amount;
    }
}
