package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Requests that are in no record yet. Those of one origin stay in their order; the origins take turns. Whoever's next
 * request is light comes before all whose is heavy, so that a single write does not wait for the batches of everybody else;
 * but a heavy request waits for no more than one record of light ones.
 */
final class WriteQueue {
    /** A request that costs more is heavy. */
    static final long LIGHT_WORK = 512;

    private final Shares shares;
    private final Map<Origin, Line> lines = new HashMap<>();
    /** The lines whose first request is light, in the order of their turns; likewise the others. None is empty. */
    private final ArrayDeque<Line> light = new ArrayDeque<>();

    private final ArrayDeque<Line> heavy = new ArrayDeque<>();
    /** Whether a heavy request has waited for a whole record of light ones. */
    private boolean heavyIsDue;
    /** Whether one waited when the present record began, and whether it has taken one. */
    private boolean heavyWaited;

    private boolean tookHeavy;

    private record Line(Origin origin, ArrayDeque<WriteRequest> requests) {
        boolean isHeavy() {
            return requests.peekFirst().work() > LIGHT_WORK;
        }
    }

    /** @param maxBytes of memory, for all requests together */
    WriteQueue(long maxBytes) {
        this.shares = new Shares(maxBytes);
    }

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
            line = new Line(request.origin(), new ArrayDeque<>(2));
            line.requests().addLast(request);
            lines.put(request.origin(), line);
            waits(line);
        } else {
            line.requests().addLast(request);
        }
        return true;
    }

    private void waits(Line line) {
        (line.isHeavy() ? heavy : light).addLast(line);
    }

    /** A record begins to be made. */
    void recordBegins() {
        heavyIsDue = heavyWaited && !tookHeavy;
        heavyWaited = !heavy.isEmpty();
        tookHeavy = false;
    }

    private ArrayDeque<Line> turns() {
        boolean heavyFirst = light.isEmpty() || heavyIsDue && !heavy.isEmpty();
        return heavyFirst ? heavy : light;
    }

    /** The request whose turn it is; null if there is none. */
    WriteRequest peek() {
        return isEmpty() ? null : turns().peekFirst().requests().peekFirst();
    }

    /** Removes what {@link #peek} told. */
    void remove() {
        Line line = turns().removeFirst();
        if (line.isHeavy()) {
            heavyIsDue = false;
            tookHeavy = true;
        }
        WriteRequest request = line.requests().removeFirst();
        shares.subtract(line.origin(), request.memoryBytes());
        if (line.requests().isEmpty()) {
            lines.remove(line.origin());
        } else {
            waits(line);
        }
    }

    /** Removes what waits in vain, and hands it on. */
    void expire(long nowNanos, Consumer<WriteRequest> expired) {
        ArrayDeque<Line> all = new ArrayDeque<>(light);
        all.addAll(heavy);
        light.clear();
        heavy.clear();
        for (Line line : all) {
            line.requests().removeIf(request -> {
                boolean late = nowNanos >= request.deadlineNanos();
                if (late) {
                    shares.subtract(line.origin(), request.memoryBytes());
                    expired.accept(request);
                }
                return late;
            });
            if (line.requests().isEmpty()) {
                lines.remove(line.origin());
            } else {
                waits(line);
            }
        }
    }

    /** Removes everything, and hands it on. */
    void clear(Consumer<WriteRequest> removed) {
        light.forEach(line -> line.requests().forEach(removed));
        heavy.forEach(line -> line.requests().forEach(removed));
        light.clear();
        heavy.clear();
        lines.clear();
        shares.clear();
    }
}
