package io.catena.server.rpc.tls;

import io.catena.server.rpc.SourceMachine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * What handshakes compute, by turns of the machines from which they come: a machine that begins very many delays its own. Of one
 * machine a bounded number waits. Thread-safe.
 */
final class HandshakeQueue {
    private final Executor threads;
    private final int maxRunning;
    private final int maxWaitingOfOne;
    private final Map<Long, Deque<Runnable>> waiting = new HashMap<>();
    /** The machines of which something waits; the one that is next comes first. */
    private final Deque<Long> turns = new ArrayDeque<>();

    private int running;

    /** @param maxRunning how many of them the threads carry out at the same time */
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
     * @return throws {@link RejectedExecutionException} if too much of that machine waits: its connection is to be closed
     */
    Executor of(long machine, BooleanSupplier isOpen) {
        return task -> add(machine, () -> {
            if (isOpen.getAsBoolean()) {
                task.run();
            }
        });
    }

    private void add(long machine, Runnable task) {
        synchronized (this) {
            Deque<Runnable> own = waiting.computeIfAbsent(machine, m -> new ArrayDeque<>());
            if (own.size() >= maxWaitingOfOne) {
                throw new RejectedExecutionException("too many handshakes of its machine wait");
            }
            if (own.isEmpty()) {
                turns.addLast(machine);
            }
            own.addLast(task);
            if (running == maxRunning) {
                return;
            }
            running++;
        }
        threads.execute(this::work);
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
        Deque<Runnable> own = waiting.get(machine);
        Runnable task = own.pollFirst();
        if (own.isEmpty()) {
            waiting.remove(machine);
        } else {
            turns.addLast(machine);
        }
        return task;
    }
}
