package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Those that wait for a turn. The sources take turns, and those of one source take turns among themselves, so that a source
 * with many connections has no more turns than one with a single connection (Q8). A source of which nothing waits has no entry.
 *
 * @param <S> a source, as a value
 * @param <T> what waits
 */
public final class TurnsBySource<S, T> {
    private final Map<S, ArrayDeque<T>> waiting = new HashMap<>();
    /** The sources of which something waits, in the order of their turns. */
    private final ArrayDeque<S> sources = new ArrayDeque<>();

    public boolean isEmpty() {
        return sources.isEmpty();
    }

    /** It comes behind all that waits of its source; a source of which nothing waited comes behind all others. */
    public void addLast(S source, T last) {
        ArrayDeque<T> own = waiting.get(source);
        if (own == null) {
            own = begin(source);
            sources.addLast(source);
        }
        own.addLast(last);
    }

    /** It has the next turn: what had turns that could not be used comes back so, the last one first. */
    public void addFirst(S source, T first) {
        ArrayDeque<T> own = waiting.get(source);
        if (own == null) {
            own = begin(source);
        } else {
            sources.remove(source);
        }
        sources.addFirst(source);
        own.addFirst(first);
    }

    private ArrayDeque<T> begin(S source) {
        ArrayDeque<T> own = new ArrayDeque<>(2);
        waiting.put(source, own);
        return own;
    }

    /** Returns what has the next turn; null if nothing waits. */
    public T peek() {
        return sources.isEmpty() ? null : waiting.get(sources.peekFirst()).peekFirst();
    }

    /** Removes what has the next turn, and returns it; null if nothing waits. Its source comes behind all others. */
    public T poll() {
        S source = sources.pollFirst();
        if (source == null) {
            return null;
        }
        ArrayDeque<T> own = waiting.get(source);
        T next = own.pollFirst();
        if (own.isEmpty()) {
            waiting.remove(source);
        } else {
            sources.addLast(source);
        }
        return next;
    }

    /** Removes one that waits, if it does, out of its turn. */
    public void remove(S source, T waiter) {
        ArrayDeque<T> own = waiting.get(source);
        if (own != null && own.remove(waiter) && own.isEmpty()) {
            waiting.remove(source);
            sources.remove(source);
        }
    }

    public void clear() {
        waiting.clear();
        sources.clear();
    }
}
