package io.catena.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/** The two messages of one call: takes what is to be sent, and gives the reply when that is read. For one thread. */
final class CallTransport extends TTransport {
    private static final int LENGTH_BYTES = 4;
    private static final int FIRST_BYTES = 256;

    private final CallMultiplexer multiplexer;
    private final int number;
    private final TConfiguration limits;
    private final Deadline limit;
    private final ReplyBounds bounds;
    private final Frame frame = new Frame();
    /** Null until the call is sent. */
    private CallMultiplexer.Pending call;
    /** Null until the reply has come. */
    private TMemoryInputTransport reply;

    /**
     * @param number what tells the call from others on the connection
     * @param limits what the wire permits at most
     */
    CallTransport(CallMultiplexer multiplexer, int number, TConfiguration limits, Deadline limit, ReplyBounds bounds) {
        this.multiplexer = multiplexer;
        this.number = number;
        this.limits = limits;
        this.limit = limit;
        this.bounds = bounds;
    }

    /** A call with place for its length before it. */
    private static final class Frame extends ByteArrayOutputStream {
        Frame() {
            super(FIRST_BYTES);
            count = LENGTH_BYTES;
        }

        ByteBuffer withLength() {
            ByteBuffer content = ByteBuffer.wrap(buf, 0, count);
            content.putInt(0, count - LENGTH_BYTES);
            return content;
        }
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void open() {
        // The connection is open before there is a call.
    }

    @Override
    public void close() {
        // The connection outlives the call.
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
        frame.write(buffer, offset, length);
    }

    @Override
    public void flush() throws TTransportException {
        call = multiplexer.send(number, frame.withLength(), bounds, limit);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws TTransportException {
        if (reply == null) {
            reply = new TMemoryInputTransport(limits, multiplexer.reply(call, limit));
        }
        return reply.read(buffer, offset, length);
    }

    @Override
    public byte[] getBuffer() {
        return reply.getBuffer();
    }

    @Override
    public int getBufferPosition() {
        return reply.getBufferPosition();
    }

    @Override
    public int getBytesRemainingInBuffer() {
        return reply == null ? 0 : reply.getBytesRemainingInBuffer();
    }

    @Override
    public void consumeBuffer(int length) {
        reply.consumeBuffer(length);
    }

    @Override
    public TConfiguration getConfiguration() {
        return limits;
    }

    @Override
    public void resetMessageSizeAndConsumedBytes(long size) throws TTransportException {
        reply.resetMessageSizeAndConsumedBytes(size);
    }

    @Override
    public void updateKnownMessageSize(long size) throws TTransportException {
        reply.updateKnownMessageSize(size);
    }

    @Override
    public void checkReadBytesAvailable(long count) throws TTransportException {
        reply.checkReadBytesAvailable(count);
    }
}
