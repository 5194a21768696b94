package io.catena.server.rpc;

/**
 * How a node treats the connections that it opens to others.
 *
 * @param connectTimeoutMillis from the attempt, the look-up of the name included, until it counts as failed
 * @param maxOutputBytes memory for what waits to be sent on all connections together: calls beyond it fail at once as not
 *     done, and for a message beyond it one of the connections that hold most is closed
 * @param maxCallsPerPeer calls under way to one address; more fail at once as not done
 * @param callSilenceMillis when a call times out and its connection has said nothing for this long, it is closed
 * @param idleMillis after this long without use a connection is closed, quietly; below the other side's idle time, so
 *     that its closing is never taken for a failure
 */
public record PeerLimits(
        int connectTimeoutMillis, long maxOutputBytes, int maxCallsPerPeer, long callSilenceMillis, long idleMillis) {

    /** No less than this, or what may be on its way to a successor does not fit. */
    private static final long LEAST_OUTPUT_BYTES = 32L << 20;

    /** What fits the heap of this process, and the network buffers beside it. */
    public static PeerLimits defaults() {
        long heapBytes = Runtime.getRuntime().maxMemory();
        return new PeerLimits(1000, Math.max(LEAST_OUTPUT_BYTES, heapBytes / 6), 4096, 10_000, 300_000);
    }
}
