package io.catena.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TIOStreamTransport;
import org.apache.thrift.transport.TTransportException;

/** A socket whose reads end at a deadline and not at a pause between two bytes: a server may send one byte at a time. */
final class DeadlineTransport extends TIOStreamTransport {
    private final Socket socket;
    private Deadline limit;

    DeadlineTransport(TConfiguration configuration, Socket socket) throws IOException, TTransportException {
        super(configuration, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
        this.socket = socket;
    }

    void limit(Deadline newLimit) {
        limit = newLimit;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws TTransportException {
        long millis = limit.remainingMillis();
        if (millis == 0) {
            throw new TTransportException(TTransportException.TIMED_OUT, "no reply in time");
        }
        try {
            socket.setSoTimeout((int) millis);
        } catch (SocketException e) {
            throw new TTransportException(TTransportException.NOT_OPEN, e);
        }
        return super.read(buffer, offset, length);
    }
}
