package io.catena.server.rpc;

import io.netty.buffer.ByteBuf;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/**
 * The bytes of one message in a Netty buffer, for Thrift to read or write. Never reads or writes outside the buffer.
 */
public final class FrameTransport extends TTransport {
    static final int MAX_NESTING = 64;

    private final ByteBuf buffer;
    private final int maxBytes;
    private final int startIndex;
    private final TConfiguration configuration;

    /** @param maxBytes how many bytes may be written behind those that the buffer already holds */
    FrameTransport(ByteBuf buffer, int maxBytes) {
        this.buffer = buffer;
        this.maxBytes = maxBytes;
        this.startIndex = buffer.writerIndex();
        this.configuration = new TConfiguration(maxBytes, maxBytes, MAX_NESTING);
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        int count = Math.min(length, buffer.readableBytes());
        buffer.readBytes(to, offset, count);
        return count;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws TTransportException {
        checkRoom(length);
        buffer.writeBytes(from, offset, length);
    }

    void checkRoom(int length) throws FrameTooLongException {
        if (length > maxBytes - (buffer.writerIndex() - startIndex)) {
            throw new FrameTooLongException(maxBytes);
        }
    }

    @Override
    public void checkReadBytesAvailable(long count) throws TTransportException {
        if (count < 0 || count > buffer.readableBytes()) {
            throw new TTransportException(
                    TTransportException.END_OF_FILE,
                    "a size of " + count + " where " + buffer.readableBytes() + " bytes remain");
        }
    }

    @Override
    public TConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void open() {}

    @Override
    public void close() {}

    @Override
    public void updateKnownMessageSize(long size) {}

    @Override
    public void resetMessageSizeAndConsumedBytes(long size) {}

    /** The message does not fit into a frame. */
    public static final class FrameTooLongException extends TTransportException {
        private static final long serialVersionUID = 1;

        private FrameTooLongException(int maxBytes) {
            super("a message does not fit into a frame of " + maxBytes + " bytes");
        }
    }
}
