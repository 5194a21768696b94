package io.catena.bench.load;

import java.util.concurrent.locks.LockSupport;

/** A monotonic clock with a wait. */
interface NanoClock {
    /** The clock of the machine. */
    NanoClock SYSTEM = new NanoClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void awaitNanoTime(long nanos) {
            for (long wait = nanos - nanoTime(); wait > 0; wait = nanos - nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
    };

    long nanoTime();

    /** Returns when the clock shows this time; at once if the time has passed. */
    void awaitNanoTime(long nanos);
}
