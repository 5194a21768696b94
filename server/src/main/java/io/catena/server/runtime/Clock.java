package io.catena.server.runtime;

/** A monotonic clock. */
@FunctionalInterface
public interface Clock {
    /** Nanoseconds since an unknown moment; only differences have a meaning. */
    long nanoTime();
}
