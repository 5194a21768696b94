package io.catena.server.chain;

/**
 * The numbers by which a replica runs. Times are in nanoseconds of the monotonic clock, sizes in bytes.
 *
 * @param heartbeatNanos a link on which nothing else was sent for so long carries a message that says only "alive"
 * @param suspicionNanos a neighbour that was silent for so long is reported to the controller
 * @param reopenNanos how long an unanswered handshake or query waits before it is tried again
 * @param applyNanos how long a committed record may wait for a disk cycle that carries its application along
 * @param renotingNanos while writes go on, ZooKeeper is told so seldom how far the chain has come
 * @param maxPendingBytes more than this in the write queue and in the log above the commit point: overloaded
 * @param maxWaitingReads more keys than this waiting to be read: overloaded
 * @param maxRecordBytes the head makes no record larger than this, unless a single request is
 * @param maxPreviousBytes a record tells clients no more of previous values than this; beyond it, only versions
 * @param maxMessageBytes records are sent down in messages of about this size; also the size of a snapshot chunk
 * @param maxInFlightBytes how much may be on its way to a successor unacknowledged
 * @param memoryBytes applied records are kept in memory up to this size, to feed the successor from
 * @param leasePercent which part of a lease's length a member uses: all of it, unless a test breaks the rule
 * @param fencePercent which part of others' longest lease a fence lasts: all of it, and the margin by which two clocks may
 *     drift apart in that time
 */
public record ReplicaSettings(
        long heartbeatNanos,
        long suspicionNanos,
        long reopenNanos,
        long applyNanos,
        long renotingNanos,
        long maxPendingBytes,
        int maxWaitingReads,
        int maxRecordBytes,
        int maxPreviousBytes,
        int maxMessageBytes,
        long maxInFlightBytes,
        long memoryBytes,
        int leasePercent,
        int fencePercent) {

    private static final long MILLISECOND = 1_000_000;

    /**
     * How often neighbours say that they wait while their link may not be opened: twice as often as on open links, since
     * a replica that waits for others to act is quiet and its ticks are few.
     */
    public long waitingNanos() {
        return heartbeatNanos / 2;
    }

    /** What a node uses unless it is told otherwise. */
    public static ReplicaSettings standard() {
        return new ReplicaSettings(
                400 * MILLISECOND,
                1_000 * MILLISECOND,
                100 * MILLISECOND,
                50 * MILLISECOND,
                60_000 * MILLISECOND,
                32 << 20,
                100_000,
                1 << 20,
                4 << 20,
                1 << 20,
                16 << 20,
                4 << 20,
                100,
                105);
    }

    /** How long a member uses a lease of this length. */
    long leaseNanos(int leaseMillis) {
        return leaseMillis * MILLISECOND / 100 * leasePercent;
    }

    /** How long a fence lasts that is kept for leases of this length. */
    long fenceNanos(int leaseMillis) {
        return leaseMillis * MILLISECOND / 100 * fencePercent;
    }

    /** These settings with leases and fences of other lengths than the rule: for tests that break it on purpose. */
    public ReplicaSettings withLeases(int newLeasePercent, int newFencePercent) {
        return with(
                renotingNanos,
                maxPendingBytes,
                maxMessageBytes,
                maxInFlightBytes,
                memoryBytes,
                newLeasePercent,
                newFencePercent);
    }

    public ReplicaSettings withMemory(long newMemoryBytes) {
        return with(
                renotingNanos,
                maxPendingBytes,
                maxMessageBytes,
                maxInFlightBytes,
                newMemoryBytes,
                leasePercent,
                fencePercent);
    }

    /** These settings with no more writes waiting than fit into an eighth of a heap of this size. */
    public ReplicaSettings forHeap(long heapBytes) {
        return with(
                renotingNanos,
                Math.min(maxPendingBytes, heapBytes / 8),
                maxMessageBytes,
                maxInFlightBytes,
                memoryBytes,
                leasePercent,
                fencePercent);
    }

    public ReplicaSettings withMessages(int newMaxMessageBytes, long newMaxInFlightBytes) {
        return with(
                renotingNanos,
                maxPendingBytes,
                newMaxMessageBytes,
                newMaxInFlightBytes,
                memoryBytes,
                leasePercent,
                fencePercent);
    }

    public ReplicaSettings withRenoting(long newRenotingNanos) {
        return with(
                newRenotingNanos,
                maxPendingBytes,
                maxMessageBytes,
                maxInFlightBytes,
                memoryBytes,
                leasePercent,
                fencePercent);
    }

    private ReplicaSettings with(
            long newRenotingNanos,
            long newMaxPendingBytes,
            int newMaxMessageBytes,
            long newMaxInFlightBytes,
            long newMemoryBytes,
            int newLeasePercent,
            int newFencePercent) {
        return new ReplicaSettings(
                heartbeatNanos,
                suspicionNanos,
                reopenNanos,
                applyNanos,
                newRenotingNanos,
                newMaxPendingBytes,
                maxWaitingReads,
                maxRecordBytes,
                maxPreviousBytes,
                newMaxMessageBytes,
                newMaxInFlightBytes,
                newMemoryBytes,
                newLeasePercent,
                newFencePercent);
    }
}
