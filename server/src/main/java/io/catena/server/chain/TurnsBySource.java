package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Those that wait for a turn. The sources take turns, and those of one source take turns among themselves, so that a source
 * with many connections has no more turns than one with a single connection (Q8). A source of which nothing waits has no entry.
 * None is searched for among the others: many sources cost each of them no more.
 *
 * @param <S> a source, as a value
 * @param <T> what waits
 */
public final class TurnsBySource<S, T> {
    /** What waits of each source, the sources in the order of their turns. */
    private final Map<S, ArrayDeque<T>> waiting = new LinkedHashMap<>();

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** It comes behind all that waits of its source; a source of which nothing waited comes behind all others. */
    public void addLast(S source, T last) {
        waiting.computeIfAbsent(source, s -> new ArrayDeque<>(2)).addLast(last);
    }

    /**
     * Those whose turns could not be used have the next turns again. The work is in proportion to all that wait.
     *
     * @param polled as {@link #poll} returned them
     */
    public void putBack(List<T> polled, Function<T, S> sourceOf) {
        Map<S, ArrayDeque<T>> later = new LinkedHashMap<>(waiting);
        waiting.clear();
        polled.forEach(waiter -> addLast(sourceOf.apply(waiter), waiter));
        later.forEach((source, its) -> its.forEach(waiter -> addLast(source, waiter)));
    }

    /** Returns what has the next turn; null if nothing waits. */
    public T peek() {
        return waiting.isEmpty() ? null : waiting.values().iterator().next().peekFirst();
    }

    /** Removes what has the next turn, and returns it; null if nothing waits. Its source comes behind all others. */
    public T poll() {
        if (waiting.isEmpty()) {
            return null;
        }
        Map.Entry<S, ArrayDeque<T>> first = waiting.entrySet().iterator().next();
        S source = first.getKey();
        ArrayDeque<T> own = first.getValue();
        T next = own.pollFirst();
        waiting.remove(source);
        if (!own.isEmpty()) {
            waiting.put(source, own);
        }
        return next;
    }

    /** Removes those that leave, out of their turns. The work is in proportion to all that wait. */
    public void removeIf(Predicate<T> leaves) {
        waiting.values().removeIf(own -> own.removeIf(leaves) && own.isEmpty());
    }

    public void clear() {
        waiting.clear();
    }
}
