package io.catena.bench.load;

/**
 * What a measurement found about one kind of operation.
 *
 * @param operations answered in the measurement
 * @param errors operations that failed; they are in no other figure
 * @param missed operations of an open loop that were due and that nobody had time for; they are in the latencies, with
 *     the time that they had waited when the run ended
 * @param perSecond answered operations a second
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
