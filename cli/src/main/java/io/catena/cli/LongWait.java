package io.catena.cli;

import java.util.concurrent.TimeUnit;

/** The limit of a command that waits for what goes on by itself: there is none, unless --timeout names one. */
final class LongWait {
    private static final long CALL_MILLIS = 15_000;
    private static final long PAUSE_MILLIS = 500;
    private static final long NO_LIMIT = 0;

    private final long limitMillis;
    private final long startNanos = System.nanoTime();

    LongWait(CatenaCommand catena) {
        limitMillis = catena.timeoutMillis(NO_LIMIT);
    }

    boolean isOver() {
        return limitMillis != NO_LIMIT && leftMillis() <= 0;
    }

    private long leftMillis() {
        return limitMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    /** How long one call may take. */
    long callMillis() {
        return limitMillis == NO_LIMIT ? CALL_MILLIS : Math.max(1, Math.min(CALL_MILLIS, leftMillis()));
    }

    /** Waits until the next look is due, or the time is over; returns whether there is time for that look. */
    boolean awaitNextLook() throws InterruptedException {
        long pauseMillis = limitMillis == NO_LIMIT ? PAUSE_MILLIS : Math.min(PAUSE_MILLIS, Math.max(0, leftMillis()));
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
        return !isOver();
    }
}
