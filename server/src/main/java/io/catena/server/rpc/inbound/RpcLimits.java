package io.catena.server.rpc.inbound;

import io.catena.server.rpc.MessageCodec;
import io.catena.server.rpc.Source;

/**
 * The limits for what others may do to a node through their connections.
 *
 * @param maxConnections places for clients; one {@link Source}, apart from this machine itself, gets no more than three
 *     quarters of them
 * @param reservedConnections further places, for nodes, probes and operators
 * @param waitingConnections further connections that have no place and have not shown what they are
 * @param firstWordMillis how long such a connection may send nothing
 * @param unknownConnections further connections whose callers have not said who they are, where callers are told apart
 * @param unknownMillis how long such a connection may exist, whatever comes on it
 * @param spareMillis if a client finds no place, a connection that was not used for this long is closed to make one
 * @param seatedMillis if there is no such connection, one of a source that has most is closed, which must have had its
 *     place for this long
 * @param reservedSpareMillis as {@code spareMillis}, for nodes, probes and operators
 * @param maxFrameBytes the longest request of a client and the longest reply
 * @param maxNodeFrameBytes the longest message of another node; a frame that is longer than {@code maxFrameBytes} is
 *     refused as soon as its first bytes show that it is no such message
 * @param frameDeadlineMillis the longest time from the first byte of a frame, or TLS record, to its last; also the longest
 *     time that waiting output may make no progress
 * @param idleMillis a connection is closed after this long without a frame, a call under way or waiting output
 * @param maxInFlightPerConnection with this many calls of a client under way no further calls are read until some are answered
 * @param maxBufferedInputBytes memory for incomplete frames and TLS records of all connections together, except those of
 *     nodes; above it one of the connections that hold most is closed
 * @param maxNodeInputBytes likewise for the connections of other nodes
 * @param maxRequestBytes memory for all calls under way together, as they were read; a call that does not fit is
 *     answered with OVERLOADED, and connections that hold much are not read while little is free
 * @param outputPauseBytes with this much output waiting no further calls are read from the connection, and nothing is looked up for
 *     it, until half of that has gone
 * @param maxOutputBytes memory for the waiting output of all connections together; above it one of the connections that
 *     hold most is closed
 */
public record RpcLimits(
        int maxConnections,
        int reservedConnections,
        int waitingConnections,
        long firstWordMillis,
        int unknownConnections,
        long unknownMillis,
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

    /** The smallest limit for frames: the longest legal frame must get through beside another one. */
    private static final long LEAST_FRAME_BYTES = 2L * MessageCodec.MAX_FRAME_BYTES;

    private static final long DESCRIPTORS_FOR_FILES = 1_500;
    private static final long LEAST_REQUEST_BYTES = 16L << 20;

    /** The limits that suit the heap of this process. */
    public static RpcLimits defaults() {
        return forMemory(Runtime.getRuntime().maxMemory());
    }

    /**
     * @param heapBytes the largest size of the heap, and also of the network buffers beside it; these limits leave a
     *     third of the latter to the connections that the node opens itself
     */
    static RpcLimits forMemory(long heapBytes) {
        return new RpcLimits(
                1024,
                256,
                128,
                1_000,
                256,
                10_000,
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
                1 << 20,
                Math.max(LEAST_FRAME_BYTES, heapBytes / 4));
    }

    /** The part of one of several loops that serve connections side by side: of an N-th of the memory, and of as many places. */
    public RpcLimits forOneOf(int loops) {
        return loops == 1
                ? this
                : new RpcLimits(
                        atLeastOne(maxConnections / loops),
                        atLeastOne(reservedConnections / loops),
                        atLeastOne(waitingConnections / loops),
                        firstWordMillis,
                        atLeastOne(unknownConnections / loops),
                        unknownMillis,
                        spareMillis,
                        seatedMillis,
                        reservedSpareMillis,
                        maxFrameBytes,
                        maxNodeFrameBytes,
                        frameDeadlineMillis,
                        idleMillis,
                        maxInFlightPerConnection,
                        Math.max(LEAST_FRAME_BYTES, maxBufferedInputBytes / loops),
                        Math.max(LEAST_FRAME_BYTES, maxNodeInputBytes / loops),
                        Math.max(LEAST_REQUEST_BYTES, maxRequestBytes / loops),
                        outputPauseBytes,
                        Math.max(LEAST_FRAME_BYTES, maxOutputBytes / loops));
    }

    private static int atLeastOne(int number) {
        return Math.max(1, number);
    }

    /**
     * These limits with another number of connections: the given number, or as many as the process may open. A part of
     * the file descriptors of the process is left to files.
     */
    public RpcLimits withConnections(int clients, long maxDescriptors) {
        long most = maxDescriptors - Math.min(DESCRIPTORS_FOR_FILES, maxDescriptors / 2);
        int reserved = (int) Math.min(reservedConnections, most / 4);
        int waiting = (int) Math.min(waitingConnections, most / 8);
        int unknown = (int) Math.min(unknownConnections, most / 8);
        int left = (int) Math.max(1, Math.min(clients, most - reserved - waiting - unknown));
        return new RpcLimits(
                left,
                reserved,
                waiting,
                firstWordMillis,
                unknown,
                unknownMillis,
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
