package io.catena.bench.load;

import java.util.function.LongConsumer;

/** When the next operation is due, and which operations count. Shared by all threads; times are of a monotonic clock. */
interface OperationSchedule {
    /** The end of the run. No operation is due there. */
    long OVER = Long.MIN_VALUE;

    /**
     * Waits until the next operation is due.
     *
     * @return when it was due, which its latency is counted from; {@link #OVER} if none is due any more
     */
    long next();

    /** Whether an operation that was due and was answered at these times belongs to the measurement. */
    boolean counts(long dueNanos, long answeredNanos);

    /** How long each operation had waited that was due in the measurement and that nobody had time for at all. */
    default void missed(LongConsumer waitNanos) {}

    /** Closed loop: due as soon as somebody asks. What is answered within the measurement counts. */
    static OperationSchedule closed(NanoClock clock, long startNanos, long warmUpNanos, long durationNanos) {
        return new ClosedLoop(clock, startNanos + warmUpNanos, startNanos + warmUpNanos + durationNanos);
    }

    /** Closed loop. */
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
