package io.catena.server.disk;

import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.chain.TurnsBySource;
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
 * Looks up keys in the store for clients (Q6): the look-ups of each origin in their order, the origins in turns, by their
 * sources, so that an origin that asks for much waits for many turns and does not delay others. The memory of values that were
 * found and not taken yet is bounded: a look-up begins when there is room for the most that it may find. Thread-safe; a few
 * threads carry out the turns.
 */
final class LookUps {
    /** The most keys in one turn. */
    static final int TURN_KEYS = 64;
    /** The turn ends when the values that it has found have this many bytes. */
    static final long TURN_BYTES = 256 << 10;

    /** Receives the result. Called from any thread. */
    interface Listener {
        void found(List<VersionedValue> values);

        void failed(Throwable e);
    }

    /** Reads the value of a key. */
    private final Function<Key, VersionedValue> store;

    private final DiskQueue threads;
    /** An answer ends with the value with which its values have more bytes than this. */
    private final long maxBytes;

    private final long maxHeldBytes;

    private final Map<Origin, ArrayDeque<LookUp>> waiting = new HashMap<>();
    /** The origins with a look-up that waits and no turn under way. */
    private final TurnsBySource<String, Origin> turns = new TurnsBySource<>();
    /** Those of {@link #turns} whose next look-up has begun: they need no room. */
    private int begunInTurns;
    /** The origins whose next look-up has no room to begin, in the order of the turns that they had. */
    private final List<Origin> blocked = new ArrayList<>();
    /** The bytes that look-ups under way may find, and those that were found and are not taken yet. */
    private long heldBytes;
    /** How many threads carry out turns. */
    private int working;
    /** The life has ended: no look-up is needed. */
    private boolean over;

    private static final class LookUp {
        final List<Key> keys;
        final Listener listener;
        final List<VersionedValue> found;
        /** The bytes of the values found. */
        long bytes;
        /** The number of keys that its last turn has looked up. */
        int turnKeys;

        long turnBytes;
        /** The most bytes of the values that it may find; 0 before it has begun. */
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
     * @param maxBytes an answer ends with the value with which its values have more bytes than this
     * @param maxHeldBytes the limit for all values that were found and not {@link #taken}
     */
    LookUps(Function<Key, VersionedValue> store, DiskQueue threads, long maxBytes, long maxHeldBytes) {
        this.store = store;
        this.threads = threads;
        this.maxBytes = maxBytes;
        this.maxHeldBytes = maxHeldBytes;
    }

    /** @param listener gets the values of all keys, in their order, or of fewer keys if their values are too large */
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
                turns.addLast(origin.source(), origin);
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
            // The node ends: look-ups that wait are dropped, since their clients are gone.
            synchronized (this) {
                working--;
            }
        }
    }

    /** Whether a look-up of this origin waits or is under way. */
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
                // The loop has more urgent work and may lack a processor. Not after every turn, because turns of single
                // keys are short, and on a busy machine it may take tens of milliseconds to get the processor back.
                threads.giveWay();
                keys = 0;
                bytes = 0;
            }
        }
    }

    /** When not even the least has room, and none that has begun waits, the origins that wait are not walked. */
    private Origin nextThatHasRoom() {
        while (!turns.isEmpty() && (begunInTurns > 0 || hasRoomFor(mostBytes(1)))) {
            Origin origin = turns.poll();
            LookUp next = waiting.get(origin).peekFirst();
            if (next.reservedBytes > 0) {
                begunInTurns--;
                return origin;
            }
            long mostBytes = mostBytes(next.keys.size());
            if (hasRoomFor(mostBytes)) {
                heldBytes += mostBytes;
                next.reservedBytes = mostBytes;
                return origin;
            }
            blocked.add(origin);
        }
        return null;
    }

    /** The most that a look-up of this number of keys may find: an answer ends with the value that makes it too large. */
    private long mostBytes(int keys) {
        return Math.min(keys * (long) catenaConstants.MAX_VALUE_BYTES, maxBytes) + catenaConstants.MAX_VALUE_BYTES;
    }

    private boolean hasRoomFor(long bytes) {
        return heldBytes == 0 || heldBytes + bytes <= maxHeldBytes;
    }

    /** To be called when the values have been put into an answer, or were dropped. */
    void taken(List<VersionedValue> values) {
        release(bytesOf(values));
    }

    private void release(long bytes) {
        boolean another;
        synchronized (this) {
            heldBytes -= bytes;
            if (!blocked.isEmpty()) {
                turns.putBack(blocked, Origin::source);
                blocked.clear();
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

    /** Drops all look-ups that wait; only the turn under way is completed. */
    synchronized void end() {
        over = true;
        waiting.clear();
        turns.clear();
        begunInTurns = 0;
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
            begunInTurns += line.peekFirst().reservedBytes > 0 ? 1 : 0;
            turns.addLast(origin.source(), origin);
        }
    }

    /** Returns whether the look-up is complete; its listener has been called then. */
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
