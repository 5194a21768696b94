package io.catena.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Operations are due at a steady rate. Latency counts from the time at which an operation was due, and not from the
 * time at which a thread began it, so that a store that stalls is charged with all operations that should have happened
 * meanwhile ("coordinated omission" would leave those out). Operations that were due in the measurement are still done
 * until {@link #CATCH_UP_NANOS} after its end. The rest is {@link #missed} and is recorded with the time that it had
 * waited by then, so that it does not improve the result.
 */
final class OpenLoop implements OperationSchedule {
    /** How long the store may catch up after the end. */
    static final long CATCH_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final double SECOND_NANOS = 1e9;

    private final NanoClock clock;
    private final double nanosPerOperation;
    private final long startNanos;
    private final long warmUpNanos;
    private final long lengthNanos;
    private final AtomicLong number = new AtomicLong();

    OpenLoop(NanoClock clock, double operationsPerSecond, long startNanos, long warmUpNanos, long durationNanos) {
        this.clock = clock;
        this.nanosPerOperation = SECOND_NANOS / operationsPerSecond;
        this.startNanos = startNanos;
        this.warmUpNanos = warmUpNanos;
        this.lengthNanos = warmUpNanos + durationNanos;
    }

    @Override
    public long next() {
        if (clock.nanoTime() - startNanos >= lengthNanos + CATCH_UP_NANOS) {
            return OVER;
        }
        long afterStart = dueAfterStart(number.getAndIncrement());
        if (afterStart >= lengthNanos) {
            return OVER;
        }
        clock.awaitNanoTime(startNanos + afterStart);
        return startNanos + afterStart;
    }

    private long dueAfterStart(long operation) {
        return (long) (operation * nanosPerOperation);
    }

    @Override
    public boolean counts(long dueNanos, long answeredNanos) {
        long afterStart = dueNanos - startNanos;
        return afterStart >= warmUpNanos && afterStart < lengthNanos;
    }

    @Override
    public void missed(LongConsumer waitNanos) {
        for (long i = number.get(); dueAfterStart(i) < lengthNanos; i++) {
            if (dueAfterStart(i) >= warmUpNanos) {
                waitNanos.accept(lengthNanos + CATCH_UP_NANOS - dueAfterStart(i));
            }
        }
    }
}
