package io.catena.server.chain;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of something that is bounded each origin holds (Q1). A source may hold three quarters of what the others leave. One
 * half of that goes to those of its origins that ask first. Of the other half no origin gets more than an equal share, so that
 * there is room for one that holds little. A source that holds nothing may take all that is free. Only looked up, never walked.
 */
public final class Shares {
    /** A source leaves free one of this number of parts. */
    private static final int PARTS = 4;

    private final long limit;
    private final Map<String, OfSource> sources = new HashMap<>();
    private long total;

    private static final class OfSource {
        final Map<Origin, Long> held = new HashMap<>();
        long total;
    }

    public Shares(long limit) {
        this.limit = limit;
    }

    /** Whether no origin holds anything. */
    public boolean isEmpty() {
        return sources.isEmpty();
    }

    /** Whether the origin may hold this amount more. If no origin holds anything, any amount fits. */
    public boolean admits(Origin origin, long amount) {
        if (total == 0) {
            return true;
        }
        if (total + amount > limit) {
            return false;
        }
        OfSource source = sources.get(origin.source());
        return source == null || admits(source, origin, amount);
    }

    /**
     * Whether what its source holds is the reason why this amount is not admitted. It is not if sources hold more on average: then
     * those leave no room.
     */
    public boolean isShortForItsSource(Origin origin, long amount) {
        OfSource source = sources.get(origin.source());
        return source != null && !admits(source, origin, amount) && source.total * sources.size() >= total;
    }

    private boolean admits(OfSource source, Origin origin, long amount) {
        long leftByOthers = limit - (total - source.total);
        long most = leftByOthers - leftByOthers / PARTS;
        long after = source.total + amount;
        if (after > most) {
            return false;
        }
        long own = source.held.getOrDefault(origin, 0L);
        return after <= most / 2 || own == 0 || own + amount <= most / 2 / (source.held.size() + 1);
    }

    public void add(Origin origin, long amount) {
        OfSource source = sources.computeIfAbsent(origin.source(), s -> new OfSource());
        source.held.merge(origin, amount, Long::sum);
        source.total += amount;
        total += amount;
    }

    public void subtract(Origin origin, long amount) {
        OfSource source = sources.get(origin.source());
        Invariant.check(source != null, "%s gives back what it does not hold", origin);
        Long left = source.held.computeIfPresent(origin, (o, before) -> before == amount ? null : before - amount);
        Invariant.check(left == null || left > 0, "%s gives back more than it holds", origin);
        source.total -= amount;
        total -= amount;
        if (source.held.isEmpty()) {
            sources.remove(origin.source());
        }
    }
}
