package io.catena.server.rpc;

/**
 * How a node treats the connections that it opens to others.
 *
 * @param connectTimeoutMillis from the attempt, the look-up of the name included, until it counts as failed
 * @param maxOutputBytes with more output waiting a connection is closed: the other side does not take it
 * @param maxCallsPerPeer calls under way to one address; more fail at once as not done
 * @param callSilenceMillis when a call times out and its connection has said nothing for this long, it is closed
 * @param idleMillis after this long without use a connection is closed, quietly; below the other side's idle time, so
 *     that its closing is never taken for a failure
 */
public record PeerLimits(
        int connectTimeoutMillis, long maxOutputBytes, int maxCallsPerPeer, long callSilenceMillis, long idleMillis) {

    public static PeerLimits defaults() {
        return new PeerLimits(1000, 64L << 20, 4096, 10_000, 300_000);
    }
}
