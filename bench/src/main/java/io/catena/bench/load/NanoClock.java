package io.catena.bench.load;

import java.util.concurrent.locks.LockSupport;

/** A monotonic clock that one can wait for. */
interface NanoClock {
    /** The machine's. */
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

    /** Returns when the clock shows this time, at once if it has passed. */
    void awaitNanoTime(long nanos);
}
