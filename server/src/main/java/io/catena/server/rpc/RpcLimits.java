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
 * @param maxBufferedInputBytes memory for incomplete frames of all connections together; above it the connection that
 *     holds most is closed
 * @param outputPauseBytes with so much output waiting no further calls are read from the connection
 * @param maxOutputBytes with more output waiting, which calls already under way can cause, the connection is closed
 */
public record RpcLimits(
        int maxConnections,
        int maxFrameBytes,
        int maxNodeFrameBytes,
        long frameDeadlineMillis,
        long idleMillis,
        int maxInFlightPerConnection,
        long maxBufferedInputBytes,
        int outputPauseBytes,
        long maxOutputBytes) {

    public static RpcLimits defaults() {
        return new RpcLimits(
                1024,
                io.catena.thrift.catenaConstants.MAX_FRAME_BYTES,
                MessageCodec.MAX_FRAME_BYTES,
                10_000,
                600_000,
                1024,
                128L << 20,
                4 << 20,
                64L << 20);
    }
}
