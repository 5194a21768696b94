package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Requests that are in no record yet. Those of one origin stay in their order; the origins take turns, by their sources (Q2).
 * An origin whose next request is light comes before all whose next request is heavy, so that a single write does not wait for
 * the batches of others. A heavy request waits for one record of light ones at most. An origin whose next request is
 * not ready misses its turns until it is (W2).
 */
final class WriteQueue {
    /** A request that costs more is heavy. */
    static final long LIGHT_WORK = 512;

    /** Finds out what must be known of a request before it can be taken. */
    interface Stage {
        /** Whether it is known. What was known may have become unknown. */
        boolean isReady(WriteRequest request);

        /**
         * Begins to find it out; {@link WriteQueue#isReady} is to be called when that is done. A second call changes
         * nothing.
         */
        void prepare(WriteRequest request);

        /** A request comes behind others of its origin: the stage may find things out ahead of its turn. */
        void foresee(WriteRequest request);

        /**
         * A request leaves the queue.
         *
         * @return whether nothing is under way for it; else {@link WriteQueue#isOver} is to be called when that has
         *     ended
         */
        boolean leaves(WriteRequest request);
    }

    private final Shares shares;
    private final Stage stage;
    private final Map<Origin, Line> lines = new LinkedHashMap<>();
    /**
     * The lines whose first request is light, and was ready when the line came in here, in the order of their turns;
     * {@link #heavy} has the others. None is empty.
     */
    private final TurnsBySource<String, Line> light = new TurnsBySource<>();

    private final TurnsBySource<String, Line> heavy = new TurnsBySource<>();
    /** Whether a heavy request has waited for a whole record of light ones. */
    private boolean heavyIsDue;
    /** Whether one waited when the present record began, and whether it has taken one. */
    private boolean heavyWaited;

    private boolean tookHeavy;

    /** The requests of one origin, in their order. */
    private static final class Line {
        final Origin origin;
        final ArrayDeque<WriteRequest> requests = new ArrayDeque<>(2);
        /** Whether it is in {@link #light} or in {@link #heavy}. */
        boolean takesTurns;

        Line(Origin origin) {
            this.origin = origin;
        }

        String source() {
            return origin.source();
        }

        WriteRequest first() {
            return requests.peekFirst();
        }

        boolean isHeavy() {
            return first().work() > LIGHT_WORK;
        }
    }

    /** @param maxBytes of memory, for all requests together */
    WriteQueue(long maxBytes, Stage stage) {
        this.shares = new Shares(maxBytes);
        this.stage = stage;
    }

    /** Whether no request waits, ready or not. */
    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Returns whether there is room for the request; if not, it is not taken. */
    boolean offer(WriteRequest request) {
        if (!shares.admits(request.origin(), request.memoryBytes())) {
            return false;
        }
        shares.add(request.origin(), request.memoryBytes());
        Line line = lines.get(request.origin());
        if (line == null) {
            line = new Line(request.origin());
            line.requests.addLast(request);
            lines.put(request.origin(), line);
            takesTurns(line);
        } else {
            line.requests.addLast(request);
            stage.foresee(request);
        }
        return true;
    }

    /** A record may make a request ready that the store is still asked for. Its line then takes turns already. */
    private void takesTurns(Line line) {
        if (line.takesTurns) {
            return;
        }
        if (stage.isReady(line.first())) {
            line.takesTurns = true;
            (line.isHeavy() ? heavy : light).addLast(line.source(), line);
        } else {
            stage.prepare(line.first());
        }
    }

    /** All that must be known of this request is known. */
    void isReady(WriteRequest request) {
        Line line = lines.get(request.origin());
        if (line.first() == request) {
            takesTurns(line);
        }
    }

    /** A record begins to be made. */
    void recordBegins() {
        heavyIsDue = heavyWaited && !tookHeavy;
        heavyWaited = !heavy.isEmpty();
        tookHeavy = false;
    }

    private TurnsBySource<String, Line> turns() {
        boolean heavyFirst = light.isEmpty() || heavyIsDue && !heavy.isEmpty();
        return heavyFirst ? heavy : light;
    }

    /** The ready request that has the next turn; null if there is none. */
    WriteRequest peek() {
        while (!light.isEmpty() || !heavy.isEmpty()) {
            WriteRequest next = turns().peek().first();
            if (stage.isReady(next)) {
                return next;
            }
            turns().poll().takesTurns = false;
            stage.prepare(next);
        }
        return null;
    }

    /** Removes the request that {@link #peek} returned. */
    void remove() {
        Line line = turns().poll();
        line.takesTurns = false;
        if (line.isHeavy()) {
            heavyIsDue = false;
            tookHeavy = true;
        }
        leaves(line.requests.removeFirst());
        hasNewFirst(line);
    }

    /** An origin that got its share back while the store is still asked for it could have any amount under way. */
    private void leaves(WriteRequest request) {
        if (stage.leaves(request)) {
            isOver(request);
        }
    }

    /** All work for a request that has left is over: its origin gets its share back. */
    void isOver(WriteRequest request) {
        shares.subtract(request.origin(), request.memoryBytes());
    }

    /** Removes the requests whose deadline has passed, and passes them to {@code expired}. */
    void expire(long nowNanos, Consumer<WriteRequest> expired) {
        List<Line> changed = new ArrayList<>();
        for (Line line : lines.values()) {
            WriteRequest first = line.first();
            line.requests.removeIf(request -> isLate(request, nowNanos, expired));
            if (line.first() != first) {
                line.takesTurns = false;
                changed.add(line);
            }
        }
        if (!changed.isEmpty()) {
            light.removeIf(line -> !line.takesTurns);
            heavy.removeIf(line -> !line.takesTurns);
            changed.forEach(this::hasNewFirst);
        }
    }

    private void hasNewFirst(Line line) {
        if (line.requests.isEmpty()) {
            lines.remove(line.origin);
        } else {
            takesTurns(line);
        }
    }

    private boolean isLate(WriteRequest request, long nowNanos, Consumer<WriteRequest> expired) {
        boolean late = nowNanos >= request.deadlineNanos();
        if (late) {
            leaves(request);
            expired.accept(request);
        }
        return late;
    }

    /** Removes all requests, and passes them to {@code removed}. */
    void clear(Consumer<WriteRequest> removed) {
        for (Line line : lines.values()) {
            line.requests.forEach(this::leaves);
            line.requests.forEach(removed);
        }
        light.clear();
        heavy.clear();
        lines.clear();
    }
}
