package io.catena.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets threads wait until their deadlines without a timer of the operating system for each: to set one and to take it back costs a
 * seventh of what it costs to fall asleep and to be woken. One look at all that wait, at the earliest of their deadlines, wakes those
 * whose deadlines have passed. Calls mostly have equal timeouts and end much earlier, so there is about one look in the length of
 * a timeout. Thread-safe.
 */
final class DeadlineWatch {
    private static final Deadline NONE = null;

    private final ScheduledExecutorService timer;
    private final Map<Thread, Deadline> waiting = new ConcurrentHashMap<>();
    /** When the next look is due. Written under the lock. */
    private volatile Deadline nextLook = NONE;
    /** Guarded by this object; null before the first look. */
    private ScheduledFuture<?> look;

    DeadlineWatch(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Like {@link LockSupport#parkNanos(Object, long)}: it returns when the deadline has passed, or earlier for any reason. */
    void park(Object blocker, Deadline deadline) {
        Thread own = Thread.currentThread();
        waiting.put(own, deadline);
        try {
            if (isWatched(deadline)) {
                LockSupport.park(blocker);
            } else {
                LockSupport.parkNanos(blocker, Math.max(1, deadline.remainingNanos()));
            }
        } finally {
            waiting.remove(own);
        }
    }

    /** @return false if nobody will look in time, since the client is closed or has no thread for it */
    private boolean isWatched(Deadline deadline) {
        try {
            if (isDueBefore(deadline)) {
                return true;
            }
            lookAt(deadline);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            return false;
        }
    }

    private boolean isDueBefore(Deadline deadline) {
        Deadline next = nextLook;
        return next != NONE && next.earlierOf(deadline) == next;
    }

    private synchronized void lookAt(Deadline deadline) {
        if (!isDueBefore(deadline)) {
            ScheduledFuture<?> later = look;
            look = timer.schedule(this::look, Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
            nextLook = deadline;
            if (later != null) {
                later.cancel(false);
            }
        }
    }

    /** Whoever begins to wait during this is seen by it, or finds that no look is due and asks for one. */
    private void look() {
        synchronized (this) {
            nextLook = NONE;
        }
        Deadline earliest = NONE;
        for (Map.Entry<Thread, Deadline> each : waiting.entrySet()) {
            Deadline deadline = each.getValue();
            if (deadline.hasPassed()) {
                LockSupport.unpark(each.getKey());
            } else {
                earliest = earliest == NONE ? deadline : earliest.earlierOf(deadline);
            }
        }
        if (earliest != NONE && !isWatched(earliest)) {
            // They find that nobody looks, and set timers of their own.
            waiting.keySet().forEach(LockSupport::unpark);
        }
    }
}
