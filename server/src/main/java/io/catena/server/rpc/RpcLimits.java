package io.catena.server.rpc;

/**
 * What one node puts up with from those who connect to it.
 *
 * @param maxConnections more are closed as they come
 * @param maxFrameBytes the longest request of a client and the longest reply
 * @param maxNodeFrameBytes the longest message of another node; a frame longer than {@code maxFrameBytes} is refused
 *     as soon as its first bytes show that it is no such message
 * @param frameDeadlineMillis from the first byte of a frame to its last; also how long waiting output may stand still
 * @param idleMillis after this long without a frame, a call under way or waiting output a connection is closed
 * @param maxInFlightPerConnection with so many calls under way no further ones are read until some are answered
 * @param maxBufferedInputBytes memory for incomplete frames of all connections together, but those of nodes; above it the
 *     connection that holds most is closed
 * @param maxNodeInputBytes likewise for the connections of other nodes
 * @param maxRequestBytes memory for all calls under way together, as they were read; what does not fit is answered with
 *     OVERLOADED, and connections that hold much are not read from when little is left
 * @param outputPauseBytes with so much output waiting no further calls are read from the connection
 * @param maxOutputBytes memory for the waiting output of all connections together; above it the connection that holds most
 *     is closed
 */
public record RpcLimits(
        int maxConnections,
        int maxFrameBytes,
        int maxNodeFrameBytes,
        long frameDeadlineMillis,
        long idleMillis,
        int maxInFlightPerConnection,
        long maxBufferedInputBytes,
        long maxNodeInputBytes,
        long maxRequestBytes,
        int outputPauseBytes,
        long maxOutputBytes) {

    /** No less than this for frames, or no legal one gets through beside another. */
    private static final long LEAST_FRAME_BYTES = 2L * MessageCodec.MAX_FRAME_BYTES;

    private static final long LEAST_REQUEST_BYTES = 16L << 20;

    /** What fits the heap of this process. */
    public static RpcLimits defaults() {
        return forMemory(Runtime.getRuntime().maxMemory());
    }

    /**
     * @param heapBytes the largest heap, and likewise what network buffers may take beside it, of which these limits leave a
     *     third to the connections that the node opens itself
     */
    static RpcLimits forMemory(long heapBytes) {
        return new RpcLimits(
                1024,
                io.catena.thrift.catenaConstants.MAX_FRAME_BYTES,
                MessageCodec.MAX_FRAME_BYTES,
                10_000,
                600_000,
                1024,
                Math.max(LEAST_FRAME_BYTES, heapBytes / 4),
                Math.max(LEAST_FRAME_BYTES, heapBytes / 8),
                Math.max(LEAST_REQUEST_BYTES, heapBytes / 6),
                4 << 20,
                Math.max(LEAST_FRAME_BYTES, heapBytes / 4));
    }

    /** These limits with another number of connections. */
    public RpcLimits withMaxConnections(int newMaxConnections) {
        return new RpcLimits(
                newMaxConnections,
                maxFrameBytes,
                maxNodeFrameBytes,
                frameDeadlineMillis,
                idleMillis,
                maxInFlightPerConnection,
                maxBufferedInputBytes,
                maxNodeInputBytes,
                maxRequestBytes,
                outputPauseBytes,
                maxOutputBytes);
    }
}
