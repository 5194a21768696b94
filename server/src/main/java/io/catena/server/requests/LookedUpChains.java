package io.catena.server.requests;

import io.catena.server.runtime.Clock;
import io.catena.server.runtime.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * What a node knows of chains of which it has no replica (M12): it looks a chain up when that is first asked for, again when there
 * is reason to doubt what was found, and else at most every {@value #LASTS_MILLIS} ms in which it is asked for. Whatever is asked,
 * {@value #MOST_IN_PERIOD} look-ups begin in {@value #PERIOD_MILLIS} ms at most. Owned by the replicas' loop.
 */
public final class LookedUpChains {
    /** After this time what was found is looked up again, while requests go on with what is known. */
    static final long LASTS_MILLIS = 10_000;
    /** What was found a moment ago is not looked up again, whatever doubts there are. */
    static final long FRESH_MILLIS = 100;
    /** Nobody waits longer for a look-up. */
    static final long PATIENCE_MILLIS = 2_000;

    static final long PERIOD_MILLIS = 100;
    static final int MOST_IN_PERIOD = 10;

    private final IntPredicate carries;
    private final Directory directory;
    private final Clock clock;
    private final Scheduler scheduler;
    private final long periodMillis;
    private final Map<Integer, Entry> entries = new HashMap<>();
    /** The chains that are to be looked up, in the order in which that was found. */
    private final Deque<Integer> waiting = new ArrayDeque<>();

    private int begunInPeriod;
    /** Whether a period is under way. */
    private boolean counting;

    /** Where a chain is looked up. */
    public interface Directory {
        /**
         * Looks a chain up, and lets the node know what was found before it answers.
         *
         * @param done whether a configuration was found; on the loop, once, or never if the process ends
         */
        void lookUp(int chain, Answer done);
    }

    /** Takes the answer of a look-up. */
    @FunctionalInterface
    public interface Answer {
        void answered(boolean isFound);
    }

    /** One chain. Bounded in number by the chains of the cluster, and in what waits by the requests under way. */
    private static final class Entry {
        private boolean isKnown;
        private long foundNanos;
        private boolean isDoubtful;
        /** Whether it is being looked up, or waits for that. */
        private boolean isUnderWay;

        private List<Waiter> waiters = new ArrayList<>();
    }

    /** Runs once: when the chain was looked up, or when its patience is over. */
    private static final class Waiter {
        private Runnable then;

        private Waiter(Runnable then) {
            this.then = then;
        }

        private void go() {
            Runnable once = then;
            then = null;
            if (once != null) {
                once.run();
            }
        }
    }

    /** All of a node. */
    public LookedUpChains(IntPredicate carries, Directory directory, Clock clock, Scheduler scheduler) {
        this(carries, directory, clock, scheduler, 1);
    }

    /**
     * @param carries whether the node has a replica of the chain: then it knows more than could be looked up
     * @param parts how many like this the node has: look-ups begin more seldom by that factor
     */
    public LookedUpChains(IntPredicate carries, Directory directory, Clock clock, Scheduler scheduler, int parts) {
        this.carries = carries;
        this.directory = directory;
        this.clock = clock;
        this.scheduler = scheduler;
        this.periodMillis = PERIOD_MILLIS * parts;
    }

    /** What is known of one of the chains. */
    public ChainKnowledge of(int chain) {
        return new ChainKnowledge() {
            @Override
            public void whenKnown(long limitMillis, Runnable then) {
                LookedUpChains.this.whenKnown(chain, limitMillis, then);
            }

            @Override
            public void doubt() {
                LookedUpChains.this.doubt(chain);
            }
        };
    }

    private void whenKnown(int chain, long limitMillis, Runnable then) {
        if (carries.test(chain)) {
            then.run();
            return;
        }
        Entry entry = entries.computeIfAbsent(chain, number -> new Entry());
        if (entry.isDoubtful && age(entry) >= FRESH_MILLIS || !entry.isKnown || age(entry) >= LASTS_MILLIS) {
            begin(chain, entry);
        }
        if (entry.isKnown) {
            then.run();
        } else {
            await(entry, limitMillis, then);
        }
    }

    /** Goes on when the chain was looked up not long ago, or when it was not found in time; perhaps at once. */
    public void whenFresh(int chain, Runnable then) {
        if (carries.test(chain)) {
            then.run();
            return;
        }
        Entry entry = entries.computeIfAbsent(chain, number -> new Entry());
        if (entry.isKnown && age(entry) < FRESH_MILLIS) {
            then.run();
        } else {
            begin(chain, entry);
            await(entry, PATIENCE_MILLIS, then);
        }
    }

    /** What is known of the chain may not be so any more. */
    public void doubt(int chain) {
        Entry entry = entries.get(chain);
        if (entry != null) {
            entry.isDoubtful = true;
        }
    }

    private long age(Entry entry) {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - entry.foundNanos);
    }

    private void await(Entry entry, long limitMillis, Runnable then) {
        Waiter waiter = new Waiter(then);
        entry.waiters.add(waiter);
        long nanos = TimeUnit.MILLISECONDS.toNanos(Math.min(limitMillis, PATIENCE_MILLIS));
        scheduler.schedule(nanos, () -> {
            entry.waiters.remove(waiter);
            waiter.go();
        });
    }

    private void begin(int chain, Entry entry) {
        if (!entry.isUnderWay) {
            entry.isUnderWay = true;
            waiting.addLast(chain);
            lookUpNext();
        }
    }

    private void lookUpNext() {
        while (!waiting.isEmpty() && begunInPeriod < MOST_IN_PERIOD) {
            begunInPeriod++;
            if (!counting) {
                counting = true;
                scheduler.schedule(TimeUnit.MILLISECONDS.toNanos(periodMillis), this::nextPeriod);
            }
            int chain = waiting.removeFirst();
            directory.lookUp(chain, isFound -> answered(chain, isFound));
        }
    }

    private void nextPeriod() {
        counting = false;
        begunInPeriod = 0;
        lookUpNext();
    }

    private void answered(int chain, boolean isFound) {
        Entry entry = entries.get(chain);
        entry.isUnderWay = false;
        entry.isKnown |= isFound;
        if (isFound) {
            entry.isDoubtful = false;
            entry.foundNanos = clock.nanoTime();
        }
        List<Waiter> waiters = entry.waiters;
        entry.waiters = new ArrayList<>();
        waiters.forEach(Waiter::go);
    }
}
