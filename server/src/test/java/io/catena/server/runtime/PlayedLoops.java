package io.catena.server.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;

/** Loops whose tasks run when a test says so: what one hands over to another in its order, and otherwise in any order. */
public final class PlayedLoops {
    private static final int OUTSIDE = -1;

    /** By the loop that has handed over and the one that is to run it. */
    private final List<List<Queue<Runnable>>> waiting = new ArrayList<>();

    private final Loops loops;
    private int running = OUTSIDE;

    public PlayedLoops(int count) {
        List<Executor> executors = new ArrayList<>();
        for (int from = 0; from <= count; from++) {
            List<Queue<Runnable>> ofOne = new ArrayList<>();
            for (int to = 0; to < count; to++) {
                ofOne.add(new ArrayDeque<>());
            }
            waiting.add(ofOne);
        }
        for (int to = 0; to < count; to++) {
            executors.add(new Played(to));
        }
        loops = new Loops(executors);
    }

    private final class Played implements Executor {
        private final int to;

        Played(int to) {
            this.to = to;
        }

        @Override
        public void execute(Runnable task) {
            waiting.get(running + 1).get(to).add(task);
        }
    }

    public Loops loops() {
        return loops;
    }

    /** Which loop runs a task. */
    public int running() {
        return running;
    }

    /** Runs something on a loop at once. */
    public void on(int loop, Runnable task) {
        int before = running;
        running = loop;
        try {
            task.run();
        } finally {
            running = before;
        }
    }

    /** Runs one task of those that are next; false if none waits. */
    public boolean runOne(Random random) {
        List<Runnable> next = new ArrayList<>();
        for (List<Queue<Runnable>> ofOne : waiting) {
            for (int to = 0; to < ofOne.size(); to++) {
                Queue<Runnable> queue = ofOne.get(to);
                int loop = to;
                if (!queue.isEmpty()) {
                    next.add(() -> on(loop, queue.remove()));
                }
            }
        }
        if (next.isEmpty()) {
            return false;
        }
        next.get(random.nextInt(next.size())).run();
        return true;
    }

    /** Runs all, in some order. */
    public void runAll() {
        Random random = new Random(1);
        while (runOne(random)) {
            continue;
        }
    }
}
