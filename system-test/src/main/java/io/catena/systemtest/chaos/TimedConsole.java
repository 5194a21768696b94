package io.catena.systemtest.chaos;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints lines with the time since the start. */
final class TimedConsole {
    private final long startNanos = System.nanoTime();

    long second() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    }

    void tell(String text) {
        long tenths = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) / 100;
        System.out.printf(Locale.ROOT, "%5d.%d s  %s%n", tenths / 10, tenths % 10, text);
    }
}
