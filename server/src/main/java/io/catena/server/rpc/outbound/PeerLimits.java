package io.catena.server.rpc.outbound;

/**
 * The limits of the connections that a node opens to others.
 *
 * @param connectTimeoutMillis the longest time that an attempt may take, with the look-up of the name
 * @param maxOutputBytes memory for the output that waits on all connections together; calls beyond it fail at once as
 *     not done, and for a message beyond it one of the connections that hold most is closed
 * @param maxCallsPerPeer calls under way to one address; further calls fail at once as not done
 * @param callSilenceMillis if a call times out and nothing has come on its connection for this long, the connection is
 *     closed
 * @param idleMillis after this long without use a connection is closed on purpose; less than the idle time of the other
 *     side, so that its closing is never reported as a failure
 */
public record PeerLimits(
        int connectTimeoutMillis, long maxOutputBytes, int maxCallsPerPeer, long callSilenceMillis, long idleMillis) {

    /** The smallest limit: the largest amount that may be under way to a successor must fit. */
    private static final long LEAST_OUTPUT_BYTES = 32L << 20;

    /** The part of one of several loops that call other nodes side by side. */
    public PeerLimits forOneOf(int loops) {
        return loops == 1
                ? this
                : new PeerLimits(
                        connectTimeoutMillis,
                        Math.max(LEAST_OUTPUT_BYTES, maxOutputBytes / loops),
                        Math.max(1, maxCallsPerPeer / loops),
                        callSilenceMillis,
                        idleMillis);
    }

    /** The limits that suit the heap of this process and the network buffers beside it. */
    public static PeerLimits defaults() {
        long heapBytes = Runtime.getRuntime().maxMemory();
        return new PeerLimits(1000, Math.max(LEAST_OUTPUT_BYTES, heapBytes / 6), 4096, 10_000, 300_000);
    }
}
