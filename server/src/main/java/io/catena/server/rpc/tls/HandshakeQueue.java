package io.catena.server.rpc.tls;

import io.catena.server.rpc.SourceMachine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * What handshakes compute, by turns of the machines from which they come: a machine that begins very many delays its own. Of one
 * machine, a handshake that has begun comes before those that have not, so that a newcomer waits once for those that came before
 * it, and what is computed is not in vain. Of the handshakes of one machine that have not begun a bounded number waits: the
 * connection of the oldest is closed, and its client can try again. Thread-safe.
 */
final class HandshakeQueue {
    private final Executor threads;
    private final int maxRunning;
    private final int maxWaitingOfOne;
    private final Map<Long, OfMachine> waiting = new HashMap<>();
    /** The machines of which something waits; the one that is next comes first. */
    private final Deque<Long> turns = new ArrayDeque<>();

    private int running;

    private static final class OfMachine {
        final Deque<Runnable> ofBegun = new ArrayDeque<>(2);
        final Deque<Fresh> fresh = new ArrayDeque<>(2);

        boolean isEmpty() {
            return ofBegun.isEmpty() && fresh.isEmpty();
        }

        Runnable poll() {
            return ofBegun.isEmpty() ? fresh.removeFirst().task() : ofBegun.removeFirst();
        }
    }

    /** The first computation of a handshake. */
    private record Fresh(Runnable task, Runnable close) {}

    /** The computations of one handshake, of which the first decides whether it begins. */
    final class Handshake implements Executor {
        private final long machine;
        private final BooleanSupplier isOpen;
        private final Runnable close;
        /** Whether its first computation waits, or did. */
        private boolean asked;

        private volatile boolean begun;

        private Handshake(long machine, BooleanSupplier isOpen, Runnable close) {
            this.machine = machine;
            this.isOpen = isOpen;
            this.close = close;
        }

        /** Whether something of it has been computed, or is. From any thread. */
        boolean hasBegun() {
            return begun;
        }

        @Override
        public void execute(Runnable task) {
            add(this, () -> {
                if (isOpen.getAsBoolean()) {
                    begun = true;
                    task.run();
                }
            });
        }
    }

    /**
     * @param maxRunning how many computations the threads carry out at the same time
     * @param maxWaitingOfOne how many handshakes of one machine wait to begin
     */
    HandshakeQueue(Executor threads, int maxRunning, int maxWaitingOfOne) {
        this.threads = threads;
        this.maxRunning = maxRunning;
        this.maxWaitingOfOne = maxWaitingOfOne;
    }

    /**
     * Carries out the tasks of one connection.
     *
     * @param machine the number of the {@link SourceMachine}
     * @param isOpen whether the connection is; what waits for one that is closed is passed over, so that a flood that is over
     *     delays nothing
     * @param close closes the connection, from any thread
     */
    Handshake of(long machine, BooleanSupplier isOpen, Runnable close) {
        return new Handshake(machine, isOpen, close);
    }

    private void add(Handshake handshake, Runnable task) {
        Fresh surplus = null;
        boolean another;
        synchronized (this) {
            OfMachine own = waiting.computeIfAbsent(handshake.machine, m -> new OfMachine());
            if (own.isEmpty()) {
                turns.addLast(handshake.machine);
            }
            if (handshake.asked) {
                own.ofBegun.addLast(task);
            } else {
                handshake.asked = true;
                surplus = own.fresh.size() < maxWaitingOfOne ? null : own.fresh.removeFirst();
                own.fresh.addLast(new Fresh(task, handshake.close));
            }
            another = running < maxRunning;
            running += another ? 1 : 0;
        }
        if (surplus != null) {
            surplus.close().run();
        }
        if (another) {
            threads.execute(this::work);
        }
    }

    /** Takes one after the other until nothing waits. */
    private void work() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized Runnable next() {
        Long machine = turns.pollFirst();
        if (machine == null) {
            running--;
            return null;
        }
        OfMachine own = waiting.get(machine);
        Runnable task = own.poll();
        if (own.isEmpty()) {
            waiting.remove(machine);
        } else {
            turns.addLast(machine);
        }
        return task;
    }
}
