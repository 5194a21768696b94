package io.catena.bench.load;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts and latencies of one kind of operation while a load runs. Thread-safe. */
final class OperationStats {
    /** Finer than any latency over a network, and coarse enough to keep the histogram small. */
    private static final long RESOLUTION_NANOS = 128;

    private static final long HIGHEST_NANOS = 3_600_000_000_000L;

    private final Histogram latencies = new ConcurrentHistogram(RESOLUTION_NANOS, HIGHEST_NANOS, 3);
    private final LongAdder errors = new LongAdder();
    private final LongAdder missed = new LongAdder();

    void answered(long latencyNanos) {
        latencies.recordValue(Math.min(latencyNanos, HIGHEST_NANOS));
    }

    void failed() {
        errors.increment();
    }

    void missed(long waitNanos) {
        missed.increment();
        answered(waitNanos);
    }

    /** To be called after the last thread has stopped recording. */
    OperationResult result(Kind kind, double seconds) {
        return new OperationResult(
                kind,
                latencies.getTotalCount() - missed.sum(),
                errors.sum(),
                missed.sum(),
                (latencies.getTotalCount() - missed.sum()) / seconds,
                latencies.getMean() / 1_000,
                micros(50),
                micros(90),
                micros(99),
                micros(99.9),
                latencies.getMaxValue() / 1_000.0);
    }

    private double micros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1_000.0;
    }
}
