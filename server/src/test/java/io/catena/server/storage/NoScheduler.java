package io.catena.server.storage;

import io.catena.server.runtime.Scheduler;

/** Runs nothing: a test that wants records to be flushed calls for it. */
final class NoScheduler implements Scheduler {
    @Override
    public void execute(Runnable task) {}

    @Override
    public void schedule(long delayNanos, Runnable task) {}
}
