package io.catena.bench.load;

import java.util.function.LongConsumer;

/**
 * Says when the next operation is due, and which operations count. Shared by all threads; times are those of a
 * monotonic clock.
 */
interface OperationSchedule {
    /** The run is over: no operation is due. */
    long OVER = Long.MIN_VALUE;

    /**
     * Waits until the next operation is due.
     *
     * @return the time at which it was due, from which its latency counts; {@link #OVER} if no further one is due
     */
    long next();

    /** Whether an operation that was due and was answered at these times belongs to the measurement. */
    boolean counts(long dueNanos, long answeredNanos);

    /** Passes on how long each operation had waited that was due in the measurement and that no thread had time for. */
    default void missed(LongConsumer waitNanos) {}

    /**
     * Closed loop: an operation is due as soon as a thread asks. Operations that are answered within the measurement
     * count.
     */
    static OperationSchedule closed(NanoClock clock, long startNanos, long warmUpNanos, long durationNanos) {
        return new ClosedLoop(clock, startNanos + warmUpNanos, startNanos + warmUpNanos + durationNanos);
    }

    record ClosedLoop(NanoClock clock, long beginNanos, long endNanos) implements OperationSchedule {
        @Override
        public long next() {
            long now = clock.nanoTime();
            return now - endNanos < 0 ? now : OVER;
        }

        @Override
        public boolean counts(long dueNanos, long answeredNanos) {
            return answeredNanos - beginNanos >= 0 && answeredNanos - endNanos < 0;
        }
    }
}
