package io.catena.server.rpc;

/**
 * What one node puts up with from those who connect to it.
 *
 * @param maxConnections of clients; of these one remote {@link SourceMachine} gets no more than three quarters
 * @param reservedConnections beside them, of nodes, probes and operators
 * @param waitingConnections beside these, that have no place and have not said who they are
 * @param firstWordMillis how long such a connection may say nothing
 * @param spareMillis when a client finds no place, one that was not used for so long is closed for it
 * @param seatedMillis if there is none, one of those who have most makes room that has had its place for so long
 * @param reservedSpareMillis as {@code spareMillis}, for nodes, probes and operators
 * @param maxFrameBytes the longest request of a client and the longest reply
 * @param maxNodeFrameBytes the longest message of another node; a frame longer than {@code maxFrameBytes} is refused
 *     as soon as its first bytes show that it is no such message
 * @param frameDeadlineMillis from the first byte of a frame to its last; also how long waiting output may stand still
 * @param idleMillis after this long without a frame, a call under way or waiting output a connection is closed
 * @param maxInFlightPerConnection with so many calls under way no further ones are read until some are answered
 * @param maxBufferedInputBytes memory for incomplete frames of all connections together, but those of nodes; above it
 *     one of the connections that hold most is closed
 * @param maxNodeInputBytes likewise for the connections of other nodes
 * @param maxRequestBytes memory for all calls under way together, as they were read; what does not fit is answered with
 *     OVERLOADED, and connections that hold much are not read from when little is left
 * @param outputPauseBytes with so much output waiting no further calls are read from the connection
 * @param maxOutputBytes memory for the waiting output of all connections together; above it one of the connections
 *     that hold most is closed
 */
public record RpcLimits(
        int maxConnections,
        int reservedConnections,
        int waitingConnections,
        long firstWordMillis,
        long spareMillis,
        long seatedMillis,
        long reservedSpareMillis,
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

    private static final long DESCRIPTORS_FOR_FILES = 1_500;
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
                256,
                128,
                1_000,
                10_000,
                5_000,
                2_000,
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

    /**
     * These limits with another number of connections, or as many as the process may have; a part of its descriptors is left
     * to files.
     */
    public RpcLimits withConnections(int clients, long maxDescriptors) {
        long most = maxDescriptors - Math.min(DESCRIPTORS_FOR_FILES, maxDescriptors / 2);
        int reserved = (int) Math.min(reservedConnections, most / 4);
        int waiting = (int) Math.min(waitingConnections, most / 8);
        int left = (int) Math.max(1, Math.min(clients, most - reserved - waiting));
        return new RpcLimits(
                left,
                reserved,
                waiting,
                firstWordMillis,
                spareMillis,
                seatedMillis,
                reservedSpareMillis,
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
