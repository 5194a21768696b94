package io.catena.server.node.replicas;

import static io.catena.server.threads.LastResort.surviving;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reports the passage of time (H2): every 20 ms while anything waits for that, every 400 ms otherwise, because a
 * hundred idle nodes on one machine would otherwise keep it busy. Owned by the event loop, on which everything here
 * happens.
 */
final class Ticks {
    private static final long BUSY_MILLIS = 20;
    private static final long QUIET_MILLIS = 400;
    /**
     * With this many turns of each replica from one tick to the next the loop is busy, and ticks come often, because ticks show how
     * late it is.
     */
    private static final int MANY_TURNS = 10;
    /** A tick this late shows that the process gets too little processor time, which rare ticks would mostly hide. */
    private static final long LATE_MILLIS = 300;
    /** After a late tick this many ticks come often: for one second, if they are not late themselves. */
    private static final int CLOSE_TICKS = 50;
    /** A tick comes this much too early if that saves the loop a turn. */
    private static final long EARLY_MILLIS = 10;
    /**
     * The same while nothing waits and there is one replica: without load a round comes in the second half of the interval, and
     * no turn is needed for a tick. To many replicas something comes at any time: their ticks would be twice as many.
     */
    private static final long QUIET_EARLY_MILLIS = QUIET_MILLIS / 2;

    /** Receives ticks. */
    interface Listener {
        /**
         * To be called as time passes.
         *
         * @param dueNanos when this tick was due
         * @return whether nothing waits for time to pass
         */
        boolean tick(long nowNanos, long dueNanos);

        /** How many replicas have turns. */
        default int replicas() {
            return 1;
        }
    }

    private final EventLoop loop;
    private final LongSupplier clock;
    private final Listener listener;
    /** Null before the start. */
    private ScheduledFuture<?> next;

    private long dueNanos;
    private boolean quiet;
    /** Turns since the last tick. */
    private int turns;
    /** How many more ticks come often although nothing waits. */
    private int closeTicks;

    /** @param clock monotonic, in nanoseconds */
    Ticks(EventLoop loop, LongSupplier clock, Listener listener) {
        this.loop = loop;
        this.clock = clock;
        this.listener = listener;
    }

    /** Any thread may call it. */
    void start() {
        loop.execute(() -> schedule(BUSY_MILLIS));
    }

    /**
     * To be called in each turn of the loop. A tick that is nearly due comes at the end of the turn, after all that the
     * turn has read, and one that is overdue passes on by how much.
     *
     * @param nothingWaits whether nothing waits for time to pass
     */
    void turn(boolean nothingWaits) {
        if (next == null) {
            return;
        }
        turns++;
        long delayMillis = next.getDelay(TimeUnit.MILLISECONDS);
        if (delayMillis <= (nothingWaits && quiet && listener.replicas() <= 1 ? QUIET_EARLY_MILLIS : EARLY_MILLIS)) {
            if (next.cancel(false)) {
                loop.execute(surviving("a tick", this::tick));
            }
        } else if (!nothingWaits && quiet && delayMillis > BUSY_MILLIS && next.cancel(false)) {
            quiet = false;
            schedule(BUSY_MILLIS);
        }
    }

    private void schedule(long delayMillis) {
        dueNanos = clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
        next = loop.schedule(surviving("a tick", this::tick), delayMillis, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        quiet = false;
        long nowNanos = clock.getAsLong();
        boolean late = nowNanos - dueNanos >= TimeUnit.MILLISECONDS.toNanos(LATE_MILLIS);
        closeTicks = late ? CLOSE_TICKS : Math.max(0, closeTicks - 1);
        try {
            quiet = listener.tick(nowNanos, dueNanos)
                    && turns < MANY_TURNS * Math.max(1, listener.replicas())
                    && closeTicks == 0;
        } finally {
            turns = 0;
            schedule(quiet ? QUIET_MILLIS : BUSY_MILLIS);
        }
    }
}
