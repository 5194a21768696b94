package io.catena.systemtest;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Threads that do the same to the nodes of a chain again and again. */
final class Attack implements AutoCloseable {
    private final Move move;
    private final int keeps;
    private final long pauseMillis;
    private final List<NodeProcess> nodes;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong moves = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean over;

    /** What is done once; it may fail. */
    interface Move {
        /** Returns what is kept open for a while. */
        Closeable at(NodeProcess node) throws Exception;
    }

    /**
     * @param keeps how many of the last results each thread keeps open
     * @param pauseMillis how long each thread pauses between two of them
     */
    Attack(List<NodeProcess> nodes, int threadCount, int keeps, long pauseMillis, Move move) {
        this.nodes = nodes;
        this.keeps = keeps;
        this.pauseMillis = pauseMillis;
        this.move = move;
        for (int i = 0; i < threadCount; i++) {
            Thread thread = new Thread(this::repeat, "attack");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void repeat() {
        Deque<Closeable> open = new ArrayDeque<>();
        for (int i = 0; !over; i++) {
            try {
                open.addLast(move.at(nodes.get(i % nodes.size())));
                moves.incrementAndGet();
            } catch (Exception e) {
                failures.incrementAndGet();
            }
            closeAllBut(keeps, open);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
        }
        closeAllBut(0, open);
    }

    private static void closeAllBut(int count, Deque<Closeable> open) {
        while (open.size() > count) {
            try {
                open.removeFirst().close();
            } catch (IOException e) {
                // The node has closed it.
                continue;
            }
        }
    }

    long moves() {
        return moves.get();
    }

    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return moves + " done, " + failures + " refused";
    }
}
