package io.catena.server.disk;

import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import io.catena.thrift.catenaConstants;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Keys that are to be looked up in the store for clients (Q6): those of one origin in their order, and the origins in
 * turns. An origin that asks for much waits for many turns; no other one does. Values that were found and not taken yet
 * are bounded in all: a look-up begins when there is room for the most that it may find. Thread-safe; a few threads
 * carry out turns.
 */
final class LookUps {
    /** This number of keys makes a turn, */
    static final int TURN_KEYS = 64;
    /** or values of this number of bytes. */
    static final long TURN_BYTES = 256 << 10;

    /** Is told what was found. From any thread. */
    interface Listener {
        void found(List<VersionedValue> values);

        void failed(Throwable e);
    }

    /** What a key holds. */
    private final Function<Key, VersionedValue> store;

    private final DiskQueue threads;
    /** An answer has no more values behind one with which they have more bytes than this. */
    private final long maxBytes;

    private final long maxHeldBytes;

    private final Map<Origin, ArrayDeque<LookUp>> waiting = new HashMap<>();
    /** The origins for which something waits and no turn is under way. */
    private final ArrayDeque<Origin> turns = new ArrayDeque<>();
    /** The origins whose next look-up finds no room to begin. */
    private final ArrayDeque<Origin> blocked = new ArrayDeque<>();
    /** What look-ups under way may find, and what was found and is not taken yet. */
    private long heldBytes;
    /** How many threads carry out turns. */
    private int working;
    /** Whether the life is over, so that no request waits. */
    private boolean over;

    private static final class LookUp {
        final List<Key> keys;
        final Listener listener;
        final List<VersionedValue> found;
        /** Of the values found. */
        long bytes;
        /** What its last turn has looked up. */
        int turnKeys;

        long turnBytes;
        /** Of the values that it may find; 0 before it has begun. */
        long reservedBytes;

        LookUp(List<Key> keys, Listener listener) {
            this.keys = keys;
            this.listener = listener;
            this.found = new ArrayList<>(keys.size());
        }

        boolean isComplete(long maxBytes) {
            return found.size() == keys.size() || bytes > maxBytes;
        }
    }

    /**
     * @param maxBytes an answer has no more values behind one with which they have more bytes than this
     * @param maxHeldBytes of all values that were found and not {@link #taken}
     */
    LookUps(Function<Key, VersionedValue> store, DiskQueue threads, long maxBytes, long maxHeldBytes) {
        this.store = store;
        this.threads = threads;
        this.maxBytes = maxBytes;
        this.maxHeldBytes = maxHeldBytes;
    }

    /** @param listener hears of all keys, in their order, or of fewer if their values would be too much */
    void add(Origin origin, List<Key> keys, Listener listener) {
        boolean another;
        synchronized (this) {
            if (over) {
                return;
            }
            ArrayDeque<LookUp> line = waiting.get(origin);
            if (line == null) {
                line = new ArrayDeque<>();
                waiting.put(origin, line);
                turns.addLast(origin);
            }
            line.addLast(new LookUp(keys, listener));
            another = working < threads.lookUpThreads() && !turns.isEmpty();
            working += another ? 1 : 0;
        }
        if (another) {
            oneMoreWorks();
        }
    }

    private void oneMoreWorks() {
        try {
            threads.lookUps().execute(this::work);
        } catch (RejectedExecutionException e) {
            // The node ends: no request is left that could be answered.
            synchronized (this) {
                working--;
            }
        }
    }

    /** Whether something waits or is under way for this origin. */
    synchronized boolean hasAny(Origin origin) {
        return waiting.containsKey(origin);
    }

    private void work() {
        int keys = 0;
        long bytes = 0;
        while (true) {
            Origin origin;
            LookUp next;
            synchronized (this) {
                origin = nextThatHasRoom();
                if (origin == null) {
                    working--;
                    return;
                }
                next = waiting.get(origin).peekFirst();
            }
            turnIsOver(origin, turn(next));
            keys += next.turnKeys;
            bytes += next.turnBytes;
            if (keys >= TURN_KEYS || bytes >= TURN_BYTES) {
                // The event loop has more urgent things to do, and may lack a processor. Not after every turn: those of
                // single keys are short, and on a busy machine it may take long to get the processor back.
                threads.giveWay();
                keys = 0;
                bytes = 0;
            }
        }
    }

    private Origin nextThatHasRoom() {
        for (Origin origin = turns.pollFirst(); origin != null; origin = turns.pollFirst()) {
            LookUp next = waiting.get(origin).peekFirst();
            long mostBytes = Math.min(next.keys.size() * (long) catenaConstants.MAX_VALUE_BYTES, maxBytes)
                    + catenaConstants.MAX_VALUE_BYTES;
            if (next.reservedBytes > 0 || heldBytes == 0 || heldBytes + mostBytes <= maxHeldBytes) {
                heldBytes += next.reservedBytes > 0 ? 0 : mostBytes;
                next.reservedBytes = Math.max(next.reservedBytes, mostBytes);
                return origin;
            }
            blocked.addLast(origin);
        }
        return null;
    }

    /** What was found has been made an answer, or was dropped. */
    void taken(List<VersionedValue> values) {
        release(bytesOf(values));
    }

    private void release(long bytes) {
        boolean another;
        synchronized (this) {
            heldBytes -= bytes;
            while (!blocked.isEmpty()) {
                turns.addFirst(blocked.pollLast());
            }
            another = working < threads.lookUpThreads() && !turns.isEmpty();
            working += another ? 1 : 0;
        }
        if (another) {
            oneMoreWorks();
        }
    }

    private static long bytesOf(List<VersionedValue> values) {
        long bytes = 0;
        for (VersionedValue value : values) {
            bytes += value.exists() ? value.value().length : 0;
        }
        return bytes;
    }

    /** The life is over, and no request waits: of what is left only the turn under way is carried out. */
    synchronized void end() {
        over = true;
        waiting.clear();
        turns.clear();
        blocked.clear();
    }

    private synchronized void turnIsOver(Origin origin, boolean complete) {
        if (over) {
            return;
        }
        ArrayDeque<LookUp> line = waiting.get(origin);
        if (complete) {
            line.removeFirst();
        }
        if (line.isEmpty()) {
            waiting.remove(origin);
        } else {
            turns.addLast(origin);
        }
    }

    /** Returns whether the look-up is complete; then its listener has heard of it. */
    private boolean turn(LookUp lookUp) {
        try {
            lookUpMore(lookUp);
        } catch (RuntimeException | Error e) {
            release(lookUp.reservedBytes);
            lookUp.listener.failed(e);
            return true;
        }
        if (!lookUp.isComplete(maxBytes)) {
            return false;
        }
        release(lookUp.reservedBytes - lookUp.bytes);
        lookUp.listener.found(lookUp.found);
        return true;
    }

    private void lookUpMore(LookUp lookUp) {
        long beforeBytes = lookUp.bytes;
        long untilBytes = beforeBytes + TURN_BYTES;
        lookUp.turnKeys = 0;
        lookUp.turnBytes = 0;
        for (int keys = 0; keys < TURN_KEYS && lookUp.bytes < untilBytes && !lookUp.isComplete(maxBytes); keys++) {
            VersionedValue value = store.apply(lookUp.keys.get(lookUp.found.size()));
            lookUp.found.add(value);
            lookUp.bytes += value.exists() ? value.value().length : 0;
            lookUp.turnKeys++;
            lookUp.turnBytes = lookUp.bytes - beforeBytes;
        }
    }
}
