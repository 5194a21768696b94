package io.catena.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One line that rewrites itself on standard error, if that is a terminal. One thread draws it. */
final class Progress {
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int BAR_WIDTH = 30;
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final Console console;
    private final long totalBytes;
    private final long startNanos = System.nanoTime();
    private long drawnNanos = startNanos;
    private boolean drawn;

    /** @param totalBytes 0 or less: not known, no bar */
    Progress(Console console, long totalBytes) {
        this.console = console;
        this.totalBytes = totalBytes;
    }

    void update(long pairs, long bytesRead) {
        long now = System.nanoTime();
        if (console.errIsTerminal() && now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            drawn = true;
            console.err().print(CLEAR_LINE + bar(bytesRead) + summary(pairs));
            console.err().flush();
        }
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

    /** Takes the line off the screen. */
    void finish() {
        if (drawn) {
            console.err().print(CLEAR_LINE);
            console.err().flush();
        }
    }

    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    long perSecond(long pairs) {
        return Math.round(pairs / Math.max(seconds(), 1e-6));
    }

    String summary(long pairs) {
        return String.format(Locale.ROOT, "%d pairs in %.1f s, %d/s", pairs, seconds(), perSecond(pairs));
    }
}
