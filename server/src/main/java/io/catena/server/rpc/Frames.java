package io.catena.server.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessage;

/** Messages to framed bytes. */
final class Frames {
    static final int LENGTH_BYTES = Integer.BYTES;
    private static final int INITIAL_BYTES = 4096;

    private Frames() {}

    /**
     * A whole frame, its length in front; the caller owns the buffer.
     *
     * @throws FrameTransport.FrameTooLongException if the message is longer than {@code maxFrameBytes}
     * @throws TException if the body is incomplete
     */
    static ByteBuf encode(ByteBufAllocator allocator, TMessage header, TSerializable body, int maxFrameBytes)
            throws TException {
        ByteBuf frame = allocator.ioBuffer(INITIAL_BYTES);
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

    /** What waits to be sent holds no more memory than twice its size: many short answers would hold a page each. */
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
