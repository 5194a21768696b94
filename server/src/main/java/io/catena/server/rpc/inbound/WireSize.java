package io.catena.server.rpc.inbound;

import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TEndpointTransport;
import org.apache.thrift.transport.TTransportException;

/**
 * How long something is on the wire, found out without a copy of it.
 *
 * @param bytes all of it
 * @param longBytes of this, the fields of at least {@link #LONG_BYTES}
 */
record WireSize(long bytes, long longBytes) {
    static final int LONG_BYTES = 4 << 10;

    /** @throws TException if it is incomplete */
    static WireSize of(TSerializable body) throws TException {
        Counting counting = new Counting();
        body.write(new TBinaryProtocol(counting));
        return new WireSize(counting.bytes, counting.longBytes);
    }

    /** Whether its bytes are mostly long values, so that its objects take about as much memory as its bytes. */
    boolean isMostlyLong() {
        return longBytes > bytes / 2;
    }

    private static final class Counting extends TEndpointTransport {
        long bytes;
        long longBytes;

        Counting() throws TTransportException {
            super(new TConfiguration());
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes += length;
            longBytes += length >= LONG_BYTES ? length : 0;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            throw new UnsupportedOperationException("it is only written to");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void open() {}

        @Override
        public void close() {}
    }
}
