package io.catena.server.registration;

import io.catena.server.runtime.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A scheduler that the test has in hand: what is to come later comes when the test says that time has passed. */
final class PlayedScheduler implements Scheduler {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Runnable> later = new ArrayList<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        later.add(task);
    }

    /** Whatever is to be done now is done. */
    void run() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    /** Time passes, for everything that waits for it now. */
    void timePasses() {
        run();
        tasks.addAll(later);
        later.clear();
        run();
    }
}
