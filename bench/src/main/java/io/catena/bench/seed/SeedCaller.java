package io.catena.bench.seed;

import io.catena.client.CatenaClient;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One client that does recorded operations one after the other, and what it measured. For one thread. */
final class SeedCaller {
    private final Recorded recorded;
    private final CatenaClient client;
    private final int process;
    private final Histogram latencies = new Histogram(3);
    private long errors;
    private long lastSuccessNanos = System.nanoTime();
    private long longestGapNanos;

    SeedCaller(Recorded recorded, CatenaClient client, int process) {
        this.recorded = recorded;
        this.client = client;
        this.process = process;
    }

    /** Does a put or a get of the key; returns whether it succeeded. */
    boolean call(boolean isPut, String key) {
        long begin = System.nanoTime();
        boolean done = isPut ? recorded.put(client, process, key) : recorded.get(client, process, key);
        long end = System.nanoTime();
        if (done) {
            latencies.recordValue(end - begin);
            longestGapNanos = Math.max(longestGapNanos, end - lastSuccessNanos);
            lastSuccessNanos = end;
        } else {
            errors++;
        }
        return done;
    }

    long operations() {
        return latencies.getTotalCount();
    }

    long errors() {
        return errors;
    }

    double p50Micros() {
        return latencies.getValueAtPercentile(50) / 1e3;
    }

    /** The longest time between two operations that succeeded. */
    long longestGapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestGapNanos);
    }
}
