package io.catena.bench.load;

/**
 * The operations on a store, and for how long they are repeated.
 *
 * @param threads the number of callers, each with at most one operation under way
 * @param operationsPerSecond open loop: operations are due at this rate whether or not earlier ones have been answered;
 *     0 for closed loop: each caller begins its next operation when the last one has been answered
 * @param keys the number of keys
 * @param keyBytes the length of each key
 * @param valueBytes the length of each value, which has random bytes
 * @param readShare the share of gets among the operations, 0 to 1; the others are puts
 * @param distribution how operations are distributed over the keys
 * @param warmUpMillis the time before the measurement, under the same load
 * @param durationMillis the length of the measurement
 * @param seed the seed of keys, values and kinds of operations
 */
public record Workload(
        int threads,
        double operationsPerSecond,
        int keys,
        int keyBytes,
        int valueBytes,
        double readShare,
        KeyDistribution distribution,
        long warmUpMillis,
        long durationMillis,
        long seed) {
    private static final int MAX_KEYS = 10_000_000;

    /** @throws IllegalArgumentException if a value is out of its range; the message names it */
    public Workload {
        require(threads >= 1 && threads <= 10_000, "threads must be 1 to 10,000, not " + threads);
        require(operationsPerSecond >= 0, "the rate must be 0 (closed loop) or more, not " + operationsPerSecond);
        require(keys >= 1 && keys <= MAX_KEYS, "keys must be 1 to 10,000,000, not " + keys);
        require(
                keyBytes >= WorkloadKeys.shortest(keys),
                keys + " keys need at least " + WorkloadKeys.shortest(keys) + " bytes each, not " + keyBytes);
        require(keyBytes <= 1024, "keys must have at most 1,024 bytes, not " + keyBytes);
        require(valueBytes >= 0 && valueBytes <= 1 << 20, "values must have 0 to 1,048,576 bytes, not " + valueBytes);
        require(readShare >= 0 && readShare <= 1, "the read share must be 0 to 1, not " + readShare);
        require(warmUpMillis >= 0, "the warm-up must be 0 or more");
        require(durationMillis >= 1, "the duration must be more than 0");
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The same workload with another number of callers and another share of reads. */
    public Workload with(int otherThreads, double otherReadShare) {
        return new Workload(
                otherThreads,
                operationsPerSecond,
                keys,
                keyBytes,
                valueBytes,
                otherReadShare,
                distribution,
                warmUpMillis,
                durationMillis,
                seed);
    }

    public boolean isOpenLoop() {
        return operationsPerSecond > 0;
    }
}
