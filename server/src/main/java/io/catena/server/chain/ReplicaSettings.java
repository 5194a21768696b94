package io.catena.server.chain;

/**
 * The numbers by which a replica runs. Times are in nanoseconds of the monotonic clock, sizes in bytes.
 *
 * @param heartbeatNanos a link on which nothing else was sent for this time carries a sign of life
 * @param suspicionNanos a neighbour that was silent for this time is reported to the controller
 * @param restingRoundNanos how far rounds are apart while the chain is at rest, if that is more than a lease; 0 if at rest,
 *     too, they come once in a lease and the head is never quiet (R2)
 * @param reopenNanos how long an unanswered handshake or query waits before it is tried again
 * @param applyNanos how long a committed record may wait for a disk cycle that applies it along with others (W8)
 * @param renotingNanos the time between two notes in ZooKeeper of how far the chain has come (C3)
 * @param maxPendingBytes limit of the write queue and of the log above the commit point together; beyond it: overloaded
 * @param maxWaitingReads limit of the keys that wait to be read; beyond it: overloaded
 * @param maxRecordBytes the head makes no record larger than this, unless a single request is
 * @param maxPreviousBytes limit of the previous values in the answers of a request; beyond it, only versions are told
 * @param maxMessageBytes records are sent down in messages of about this size; also the size of a snapshot chunk
 * @param maxInFlightBytes how much may be on its way to a successor unacknowledged
 * @param memoryBytes applied records are kept in memory up to this size, to feed the successor from
 * @param leasePercent the part of a lease's length that a member uses: 100, unless a test breaks the rule
 * @param fencePercent how long a fence lasts, as a part of the longest lease: 100, and the margin by which two clocks
 *     may drift apart in that time (R11)
 * @param formats the formats that this program reads and writes
 */
public record ReplicaSettings(
        long heartbeatNanos,
        long suspicionNanos,
        long restingRoundNanos,
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
        int fencePercent,
        FormatRange formats) {

    private static final long MILLISECOND = 1_000_000;
    /** So much is needed for a few of the largest requests. */
    private static final long LEAST_PENDING_BYTES = 8 << 20;

    private static final long LEAST_MEMORY_BYTES = 256 << 10;
    /** Three ticks of a quiet replica; three rounds, which H7 needs to measure a hop, come in less than a window. */
    private static final long RESTING_ROUND_NANOS = 1_200 * MILLISECOND;

    /**
     * How often neighbours say that they wait while their link may not be opened: twice as often as on open links,
     * since a replica that waits for others to act is quiet and its ticks are few.
     */
    public long waitingNanos() {
        return heartbeatNanos / 2;
    }

    /**
     * How long a link is without any message before it carries a sign of life. Where heads are quiet at rest, all ticks
     * come at the pace of a quiet replica: a sign that is due only when its whole time has passed would miss every other one.
     */
    long signOfLifeNanos() {
        return restingRoundNanos > 0 ? waitingNanos() : heartbeatNanos;
    }

    /** The settings of a node without options for them. */
    public static ReplicaSettings standard() {
        return new ReplicaSettings(
                400 * MILLISECOND,
                1_000 * MILLISECOND,
                0,
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
                105,
                ClusterFormat.KNOWN);
    }

    /** How long a member uses a lease of this length. */
    long leaseNanos(int leaseMillis) {
        return leaseMillis * MILLISECOND / 100 * leasePercent;
    }

    /** How long a fence for leases of this length lasts. */
    long fenceNanos(int leaseMillis) {
        return leaseMillis * MILLISECOND / 100 * fencePercent;
    }

    /**
     * These settings with leases and fences of other lengths than the rules say, for tests that break them on purpose.
     */
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

    /** These settings with {@code maxPendingBytes} at most an eighth of a heap of this size. */
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

    /** These settings for each of so many replicas of one process. */
    public ReplicaSettings forOneOf(int replicas) {
        return replicas == 1
                ? this
                : amongOthers()
                        .with(
                                renotingNanos,
                                Math.max(LEAST_PENDING_BYTES, maxPendingBytes / replicas),
                                maxMessageBytes,
                                maxInFlightBytes,
                                Math.max(LEAST_MEMORY_BYTES, memoryBytes / replicas),
                                leasePercent,
                                fencePercent);
    }

    /** These settings as they are where a node has replicas of several chains, which are at rest together (R2, M17). */
    public ReplicaSettings amongOthers() {
        return new ReplicaSettings(
                heartbeatNanos,
                suspicionNanos,
                RESTING_ROUND_NANOS,
                reopenNanos,
                applyNanos,
                renotingNanos,
                maxPendingBytes,
                maxWaitingReads,
                maxRecordBytes,
                maxPreviousBytes,
                maxMessageBytes,
                maxInFlightBytes,
                memoryBytes,
                leasePercent,
                fencePercent,
                formats);
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

    /** These settings of a program that knows other formats. */
    public ReplicaSettings withFormats(FormatRange newFormats) {
        return new ReplicaSettings(
                heartbeatNanos,
                suspicionNanos,
                restingRoundNanos,
                reopenNanos,
                applyNanos,
                renotingNanos,
                maxPendingBytes,
                maxWaitingReads,
                maxRecordBytes,
                maxPreviousBytes,
                maxMessageBytes,
                maxInFlightBytes,
                memoryBytes,
                leasePercent,
                fencePercent,
                newFormats);
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
                restingRoundNanos,
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
                newFencePercent,
                formats);
    }
}
