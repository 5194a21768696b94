package io.catena.server.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessage;

/** Encodes messages as frames. */
public final class Frames {
    static final int LENGTH_BYTES = Integer.BYTES;
    private static final int INITIAL_BYTES = 4096;

    private Frames() {}

    /**
     * A whole frame that begins with its length; the caller owns the buffer.
     *
     * @throws FrameTransport.FrameTooLongException if the message is longer than {@code maxFrameBytes}
     * @throws TException if the body is incomplete
     */
    public static ByteBuf encode(ByteBufAllocator allocator, TMessage header, TSerializable body, int maxFrameBytes)
            throws TException {
        return encode(allocator, header, body, INITIAL_BYTES, maxFrameBytes);
    }

    /**
     * As above; a frame that is expected to have so many bytes occupies no more.
     *
     * @param expectedBytes 0 if it is not known
     */
    public static ByteBuf encode(
            ByteBufAllocator allocator, TMessage header, TSerializable body, int expectedBytes, int maxFrameBytes)
            throws TException {
        ByteBuf frame = allocator.ioBuffer(Math.max(INITIAL_BYTES, expectedBytes));
        boolean complete = false;
        try {
            frame.writeInt(0);
            WireProtocol out = WireProtocol.writing(frame, maxFrameBytes);
            out.writeMessageBegin(header);
            body.write(out);
            out.writeMessageEnd();
            frame.setInt(0, frame.readableBytes() - LENGTH_BYTES);
            complete = true;
        } finally {
            if (!complete) {
                frame.release();
            }
        }
        return fitting(allocator, frame);
    }

    /**
     * A frame that waits to be sent occupies at most twice its size: each of many short answers would else occupy
     * {@link #INITIAL_BYTES}.
     */
    private static ByteBuf fitting(ByteBufAllocator allocator, ByteBuf frame) {
        if (frame.readableBytes() > frame.capacity() / 2) {
            return frame;
        }
        try {
            return allocator.ioBuffer(frame.readableBytes()).writeBytes(frame);
        } finally {
            frame.release();
        }
    }
}
