package io.catena.server.runtime;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Time that the test moves: a clock, and a scheduler whose tasks run when their time has come. */
public final class ManualTime implements Clock, Scheduler {
    private record Task(long atNanos, long number, Runnable run) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::number));

    private long nowNanos = 1_000_000_000;
    private long scheduled;

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        tasks.add(new Task(nowNanos + delayNanos, scheduled++, task));
    }

    /** Lets everything happen that is due, and what that brings about at once. */
    public void runDue() {
        passes(0);
    }

    public void passes(long millis) {
        long endNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!tasks.isEmpty() && tasks.peek().atNanos() <= endNanos) {
            Task next = tasks.remove();
            nowNanos = Math.max(nowNanos, next.atNanos());
            next.run().run();
        }
        nowNanos = endNanos;
    }
}
