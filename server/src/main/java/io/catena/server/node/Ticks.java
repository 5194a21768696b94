package io.catena.server.node;

import static io.catena.server.threads.LastResort.surviving;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells that time has passed (H2): often while anything waits for that, seldom while nothing does, because a hundred nodes that
 * idle on one machine would otherwise keep it busy. Owned by the event loop, on which everything in here happens.
 */
final class Ticks {
    private static final long BUSY_MILLIS = 20;
    private static final long QUIET_MILLIS = 400;
    /** A loop with so many turns from one tick to the next is busy enough to be told often: what is late shows in ticks. */
    private static final int MANY_TURNS = 10;
    /** A tick that comes so late shows that the process gets too little of the processor, of which seldom ticks hide most. */
    private static final long LATE_MILLIS = 300;
    /** So many ticks that follow a late one come often: for a second, if they are not late themselves. */
    private static final int CLOSE_TICKS = 50;
    /** So much too early a tick comes if that saves the loop a turn. */
    private static final long EARLY_MILLIS = 10;
    /** The same while nothing waits: at rest a round comes in the second half of the time, and needs no turn for a tick. */
    private static final long QUIET_EARLY_MILLIS = QUIET_MILLIS / 2;

    /** Who is told. */
    interface Listener {
        /**
         * Time has passed.
         *
         * @param dueNanos when this was to be told
         * @return whether nothing waits for time to pass
         */
        boolean tick(long nowNanos, long dueNanos);
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
    /** How many more ticks are to come often whatever waits. */
    private int closeTicks;

    /** @param clock in nanoseconds, monotonic */
    Ticks(EventLoop loop, LongSupplier clock, Listener listener) {
        this.loop = loop;
        this.clock = clock;
        this.listener = listener;
    }

    /** From any thread. */
    void start() {
        loop.execute(() -> schedule(BUSY_MILLIS));
    }

    /**
     * The loop has a turn anyway. A tick that is nearly due comes at its end, behind all that the turn has to read, and one
     * that is overdue tells for how long.
     *
     * @param nothingWaits whether nothing waits for time to pass
     */
    void turn(boolean nothingWaits) {
        if (next == null) {
            return;
        }
        turns++;
        long delayMillis = next.getDelay(TimeUnit.MILLISECONDS);
        if (delayMillis <= (nothingWaits && quiet ? QUIET_EARLY_MILLIS : EARLY_MILLIS)) {
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
            quiet = listener.tick(nowNanos, dueNanos) && turns < MANY_TURNS && closeTicks == 0;
        } finally {
            turns = 0;
            schedule(quiet ? QUIET_MILLIS : BUSY_MILLIS);
        }
    }
}
