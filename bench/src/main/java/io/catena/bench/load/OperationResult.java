package io.catena.bench.load;

/**
 * The result of a measurement for one kind of operation.
 *
 * @param operations operations answered in the measurement
 * @param errors operations that failed; no other figure includes them
 * @param missed operations of an open loop that were due and that no thread had time for; the latencies include them,
 *     with the time that they had waited when the run ended
 * @param perSecond answered operations per second
 * @param p50Micros half of the operations took at most this long
 */
public record OperationResult(
        Kind kind,
        long operations,
        long errors,
        long missed,
        double perSecond,
        double meanMicros,
        double p50Micros,
        double p90Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros) {}
