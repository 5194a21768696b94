package io.catena.cli.bulk;

import io.catena.cli.text.Console;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows the progress of a long command on standard error: on a terminal a line that is redrawn, else one line every
 * five seconds. A thread of its own draws it, so that it also shows when nothing goes on.
 */
public final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int BAR_WIDTH = 30;
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final Console console;
    private final long totalBytes;
    private final long startNanos = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long pairs;
    private volatile long bytesRead;
    /** When the number of pairs last grew. */
    private volatile long grewNanos = startNanos;

    private long drawnNanos = startNanos;
    private boolean drawn;

    /** @param totalBytes 0 or less if it is unknown: no bar is drawn then */
    public Progress(Console console, long totalBytes) {
        this.console = console;
        this.totalBytes = totalBytes;
    }

    /** Starts drawing. {@link #close} must be called in the end. */
    public void start() {
        Thread thread = new Thread(this::drawUntilTheEnd, "catena-progress");
        thread.setDaemon(true);
        thread.start();
    }

    private void drawUntilTheEnd() {
        try {
            while (!ended.await(REDRAW_NANOS, TimeUnit.NANOSECONDS)) {
                draw(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For one thread. */
    public void update(long newPairs, long newBytesRead) {
        if (newPairs != pairs) {
            pairs = newPairs;
            grewNanos = System.nanoTime();
        }
        bytesRead = newBytesRead;
    }

    public synchronized void draw(long nowNanos) {
        if (ended.getCount() == 0) {
            return;
        }
        String text = bar(bytesRead) + summary(pairs) + stalled(nowNanos);
        if (console.errIsTerminal()) {
            drawn = true;
            console.err().print(CLEAR_LINE + text);
        } else if (nowNanos - drawnNanos >= LINE_NANOS) {
            drawnNanos = nowNanos;
            console.message(text);
        }
        console.err().flush();
    }

    private String stalled(long nowNanos) {
        long nanos = nowNanos - grewNanos;
        return nanos < STALLED_NANOS ? "" : ", no answer for " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s";
    }

    private String bar(long bytesRead) {
        if (totalBytes <= 0) {
            return "";
        }
        double part = Math.min(1.0, (double) bytesRead / totalBytes);
        int full = (int) (part * BAR_WIDTH);
        return String.format(
                Locale.ROOT, "[%s%s] %3d %%  ", "#".repeat(full), ".".repeat(BAR_WIDTH - full), (int) (part * 100));
    }

    /** Removes the line from the screen and draws nothing after that. */
    public synchronized void finish() {
        ended.countDown();
        if (drawn) {
            drawn = false;
            console.err().print(CLEAR_LINE);
            console.err().flush();
        }
    }

    @Override
    public void close() {
        finish();
    }

    public double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    public long perSecond(long pairs) {
        return Math.round(pairs / Math.max(seconds(), 1e-6));
    }

    public String summary(long pairs) {
        return String.format(Locale.ROOT, "%d pairs in %.1f s, %d/s", pairs, seconds(), perSecond(pairs));
    }
}
