package io.catena.server.runtime;

/** A monotonic clock. */
@FunctionalInterface
public interface Clock {
    /** Nanoseconds since some moment; only differences mean something. */
    long nanoTime();
}
