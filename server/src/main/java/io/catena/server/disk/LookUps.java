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
 * Looks up keys in the stores of a node for clients (Q6): the look-ups of each origin at a replica in their order, the origins in
 * turns, by their sources, so that an origin that asks for much waits for many turns and does not delay others, whichever replicas
 * are asked. The memory of values that were found and not taken yet is bounded: a look-up begins when there is room for the most
 * that it may find, and when the answers to its connection do not wait to be read, unless others wait for what it finds (Q9).
 * Thread-safe; a few threads carry out the turns.
 */
public final class LookUps {
    /** The most keys in one turn. */
    static final int TURN_KEYS = 64;
    /** The turn ends when the values that it has found have this many bytes. */
    static final long TURN_BYTES = 256 << 10;

    /** Receives the result. Called from any thread. */
    interface Listener {
        void found(List<VersionedValue> values);

        void failed(Throwable e);
    }

    private final DiskQueue threads;
    private final ReadBounds bounds;
    private final Map<Line, Waiting> waiting = new HashMap<>();
    /** The lines with a look-up that waits and no turn under way. */
    private final TurnsBySource<String, Line> turns = new TurnsBySource<>();
    /** Those of {@link #turns} whose next look-up has begun: they need no room. */
    private int begunInTurns;
    /** The lines whose next look-up has no room to begin, in the order of the turns that they had. */
    private final List<Line> blocked = new ArrayList<>();
    /** By the number of each connection that is held up, its lines whose next look-up has not begun for that reason. */
    private final Map<Long, List<Line>> heldUp = new HashMap<>();
    /** The bytes that look-ups under way may find, and those that were found and are not taken yet. */
    private long heldBytes;
    /** How many threads carry out turns. */
    private int working;

    /** What one origin asks one life of a replica; what may wait and what may not have lines of their own. */
    private record Line(OfLife life, Origin origin, boolean mayWait) {
        String source() {
            return origin.source();
        }
    }

    /** The look-ups of a line. */
    private static final class Waiting {
        final ArrayDeque<LookUp> lookUps = new ArrayDeque<>();
        boolean hasTurn;

        long begunBytes() {
            return lookUps.isEmpty() ? 0 : lookUps.peekFirst().reservedBytes;
        }
    }

    /** The look-ups for one life of a replica. */
    final class OfLife {
        /** Reads the value of a key. */
        private final Function<Key, VersionedValue> store;
        /** No look-up is needed any more; guarded by the look-ups of the node. */
        private boolean over;

        private OfLife(Function<Key, VersionedValue> store) {
            this.store = store;
        }

        /**
         * @param mayWait whether it may wait until the answers before it were read
         * @param listener gets the values of all keys, in their order, or of fewer keys if their values are too large
         */
        void add(Origin origin, List<Key> keys, boolean mayWait, Listener listener) {
            LookUps.this.add(new Line(this, origin, mayWait), keys, listener);
        }

        /** Whether one more look-up of this origin would wait for others of it, or for answers to be read. */
        boolean waits(Origin origin, boolean mayWait) {
            Line line = new Line(this, origin, mayWait);
            synchronized (LookUps.this) {
                return waiting.containsKey(line) || heldUpLinesLike(line) != null;
            }
        }

        /** To be called when the values have been put into an answer, or were dropped. */
        void taken(List<VersionedValue> values) {
            release(bytesOf(values));
        }

        /** Drops all look-ups that wait; only the turns under way are completed. */
        void end() {
            LookUps.this.end(this);
        }
    }

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

    public LookUps(DiskQueue threads, ReadBounds bounds) {
        this.threads = threads;
        this.bounds = bounds;
    }

    OfLife of(Function<Key, VersionedValue> store) {
        return new OfLife(store);
    }

    ReadBounds bounds() {
        return bounds;
    }

    /** Until {@link #goOn}, nothing that may wait begins to be looked up for this connection: it does not read its answers. */
    public synchronized void holdUp(long connection) {
        heldUp.putIfAbsent(connection, new ArrayList<>());
    }

    /** The connection is held up no longer, or has ended. */
    public void goOn(long connection) {
        boolean another;
        synchronized (this) {
            List<Line> lines = heldUp.remove(connection);
            if (lines != null) {
                lines.forEach(line -> turns.addLast(line.source(), line));
            }
            another = anotherIsToWork();
        }
        if (another) {
            oneMoreWorks();
        }
    }

    /** Null if the line is not held up. */
    private List<Line> heldUpLinesLike(Line line) {
        return heldUp.isEmpty() || !line.mayWait()
                ? null
                : heldUp.get(line.origin().connection());
    }

    private void add(Line line, List<Key> keys, Listener listener) {
        boolean another;
        synchronized (this) {
            if (line.life().over) {
                return;
            }
            Waiting its = waiting.get(line);
            if (its == null) {
                its = new Waiting();
                waiting.put(line, its);
                turns.addLast(line.source(), line);
            }
            its.lookUps.addLast(new LookUp(keys, listener));
            another = anotherIsToWork();
        }
        if (another) {
            oneMoreWorks();
        }
    }

    private boolean anotherIsToWork() {
        boolean another = working < threads.lookUpThreads() && !turns.isEmpty();
        working += another ? 1 : 0;
        return another;
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

    private void work() {
        int keys = 0;
        long bytes = 0;
        while (true) {
            Line line;
            LookUp next;
            synchronized (this) {
                line = nextThatHasRoom();
                if (line == null) {
                    working--;
                    return;
                }
                Waiting its = waiting.get(line);
                its.hasTurn = true;
                next = its.lookUps.peekFirst();
            }
            turnIsOver(line, next, turn(line, next));
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
    private Line nextThatHasRoom() {
        while (!turns.isEmpty() && (begunInTurns > 0 || hasRoomFor(mostBytes(1)))) {
            Line line = turns.poll();
            LookUp next = waiting.get(line).lookUps.peekFirst();
            if (next.reservedBytes > 0) {
                begunInTurns--;
                return line;
            }
            List<Line> held = heldUpLinesLike(line);
            if (held != null) {
                held.add(line);
                continue;
            }
            long mostBytes = mostBytes(next.keys.size());
            if (hasRoomFor(mostBytes)) {
                heldBytes += mostBytes;
                next.reservedBytes = mostBytes;
                return line;
            }
            blocked.add(line);
        }
        return null;
    }

    /** The most that a look-up of this number of keys may find: an answer ends with the value that makes it too large. */
    private long mostBytes(int keys) {
        return Math.min(keys * (long) catenaConstants.MAX_VALUE_BYTES, bounds.maxAnswerBytes())
                + catenaConstants.MAX_VALUE_BYTES;
    }

    private boolean hasRoomFor(long bytes) {
        return heldBytes == 0 || heldBytes + bytes <= bounds.maxHeldBytes();
    }

    private void release(long bytes) {
        boolean another;
        synchronized (this) {
            giveBack(bytes);
            another = anotherIsToWork();
        }
        if (another) {
            oneMoreWorks();
        }
    }

    /** The lines that had no room are looked at again. */
    private void giveBack(long bytes) {
        heldBytes -= bytes;
        if (!blocked.isEmpty()) {
            turns.putBack(blocked, Line::source);
            blocked.clear();
        }
    }

    private static long bytesOf(List<VersionedValue> values) {
        long bytes = 0;
        for (VersionedValue value : values) {
            bytes += value.exists() ? value.value().length : 0;
        }
        return bytes;
    }

    private void end(OfLife life) {
        boolean another;
        synchronized (this) {
            life.over = true;
            long begunBytes = 0;
            for (Map.Entry<Line, Waiting> each : waiting.entrySet()) {
                Waiting its = each.getValue();
                if (each.getKey().life() == life && !its.hasTurn && its.begunBytes() > 0) {
                    begunBytes += its.begunBytes();
                    begunInTurns--;
                }
            }
            waiting.keySet().removeIf(line -> line.life() == life);
            turns.removeIf(line -> line.life() == life);
            blocked.removeIf(line -> line.life() == life);
            heldUp.values().forEach(lines -> lines.removeIf(line -> line.life() == life));
            giveBack(begunBytes);
            another = anotherIsToWork();
        }
        if (another) {
            oneMoreWorks();
        }
    }

    private void turnIsOver(Line line, LookUp lookUp, boolean complete) {
        boolean isDropped;
        synchronized (this) {
            isDropped = line.life().over;
            if (!isDropped) {
                Waiting its = waiting.get(line);
                its.hasTurn = false;
                if (complete) {
                    its.lookUps.removeFirst();
                }
                if (its.lookUps.isEmpty()) {
                    waiting.remove(line);
                } else {
                    begunInTurns += its.begunBytes() > 0 ? 1 : 0;
                    turns.addLast(line.source(), line);
                }
            }
        }
        if (isDropped && !complete) {
            release(lookUp.reservedBytes);
        }
    }

    /** Returns whether the look-up is complete; its listener has been called then. */
    private boolean turn(Line line, LookUp lookUp) {
        try {
            lookUpMore(line.life().store, lookUp);
        } catch (RuntimeException | Error e) {
            release(lookUp.reservedBytes);
            lookUp.listener.failed(e);
            return true;
        }
        if (!lookUp.isComplete(bounds.maxAnswerBytes())) {
            return false;
        }
        release(lookUp.reservedBytes - lookUp.bytes);
        lookUp.listener.found(lookUp.found);
        return true;
    }

    private void lookUpMore(Function<Key, VersionedValue> store, LookUp lookUp) {
        long maxBytes = bounds.maxAnswerBytes();
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
