package io.catena.server.chain;

/**
 * The lower of what the last two windows of a measurement show (H7). A slow moment may lie in two windows, and each
 * window is shown while the next one lasts: the average of the last window alone would be high for two windows.
 */
public final class LastTwoWindows {
    private long earlierMillis;
    private long laterMillis;

    /** A window has ended. */
    public void add(long millis) {
        earlierMillis = laterMillis;
        laterMillis = millis;
    }

    /** 0 until two windows have ended. */
    public long lowerMillis() {
        return Math.min(earlierMillis, laterMillis);
    }
}
