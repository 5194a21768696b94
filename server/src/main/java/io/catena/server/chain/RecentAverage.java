package io.catena.server.chain;

/**
 * The average of what was measured in a window of 5 s, and that of the last complete window or of the one before it,
 * whichever is lower (H7). The caller says what time it is.
 */
public final class RecentAverage {
    private static final long WINDOW_NANOS = 5_000_000_000L;
    private static final long NANOS_IN_MILLISECOND = 1_000_000;

    private final int enough;
    private final LastTwoWindows windows = new LastTwoWindows();
    private long windowBeganNanos;
    private long sumNanos;
    private int count;
    /** Whether enough was measured in the last complete window. */
    private boolean isKnown;

    /** @param enough with fewer measurements in a window there is no average of it */
    public RecentAverage(int enough, long nowNanos) {
        this.enough = enough;
        this.windowBeganNanos = nowNanos;
    }

    public void add(long nanos) {
        sumNanos += nanos;
        count++;
    }

    /**
     * The lower average of the last two windows; 0 if too little was measured in one of them.
     *
     * @param more whether a measurement is under way: a window with too few waits for it
     */
    public long millis(long nowNanos, boolean more) {
        boolean waits = more && count < enough;
        if (nowNanos - windowBeganNanos >= WINDOW_NANOS && !waits) {
            isKnown = count >= enough;
            windows.add(isKnown ? sumNanos / count / NANOS_IN_MILLISECOND : 0);
            windowBeganNanos = nowNanos;
            sumNanos = 0;
            count = 0;
        }
        return windows.lowerMillis();
    }

    /** Whether enough was measured in the last complete window, as of the last {@link #millis}. */
    public boolean isKnown() {
        return isKnown;
    }
}
