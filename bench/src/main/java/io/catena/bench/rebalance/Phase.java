package io.catena.bench.rebalance;

/**
 * One phase of the study. Times are those of a monotonic clock.
 *
 * @param name what was done in it
 * @param evenNanos when the chains were where they were to be; {@code beginNanos} if nothing was to move
 * @param least how many replicas had to be made at least
 * @param pieces how many pieces of snapshots nodes have received
 */
record Phase(
        String name,
        long beginNanos,
        long evenNanos,
        long endNanos,
        Spread before,
        Spread after,
        int least,
        long pieces) {}
