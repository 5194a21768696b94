package io.catena.server.rpc;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A log that remote clients cannot flood: {@link #BURST} lines at once, then one line per second. The next line says
 * how many were left out. For one thread.
 */
public final class RateLimitedLog {
    static final int BURST = 10;
    private static final long NANOS_PER_LINE = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<String> sink;
    private final LongSupplier nanoTime;
    private long filledAtNanos;
    private long allowed = BURST;
    private long leftOut;

    public RateLimitedLog(Consumer<String> sink, LongSupplier nanoTime) {
        this.sink = sink;
        this.nanoTime = nanoTime;
        this.filledAtNanos = nanoTime.getAsLong();
    }

    /** Writes the line, or counts it as left out. */
    public void log(String line) {
        refill();
        if (allowed == 0) {
            leftOut++;
            return;
        }
        allowed--;
        sink.accept(leftOut == 0 ? line : line + " (" + leftOut + " such lines left out before)");
        leftOut = 0;
    }

    private void refill() {
        long earned = (nanoTime.getAsLong() - filledAtNanos) / NANOS_PER_LINE;
        filledAtNanos += earned * NANOS_PER_LINE;
        allowed = Math.min(BURST, allowed + earned);
    }
}
