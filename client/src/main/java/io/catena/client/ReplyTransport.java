package io.catena.client;

import io.catena.tls.TlsFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.transport.TIOStreamTransport;
import org.apache.thrift.transport.TTransportException;

/** The bytes of a connection, plain or by TLS. Its failures say what to do about them. */
final class ReplyTransport extends TIOStreamTransport {
    /** With these bytes an answer of TLS begins. As a length they would be more than any reply may have. */
    private static final int TLS_ALERT = 0x15;

    private static final int TLS_MAJOR_VERSION = 3;

    private final Socket socket;
    private final boolean isSecured;
    /** Written by the thread that reads. */
    private volatile boolean heard;

    /** @param secured speaks TLS over the socket; or the socket itself */
    ReplyTransport(TConfiguration configuration, Socket socket, Socket secured)
            throws IOException, TTransportException {
        super(configuration, new BufferedInputStream(secured.getInputStream()), secured.getOutputStream());
        this.socket = socket;
        this.isSecured = secured != socket;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws TTransportException {
        int count;
        try {
            count = super.read(buffer, offset, length);
        } catch (TTransportException e) {
            throw explained(e);
        }
        boolean isAlert = count > 1 && buffer[offset] == TLS_ALERT && buffer[offset + 1] == TLS_MAJOR_VERSION;
        if (!heard && !isSecured && isAlert) {
            throw ExplainedFailure.lasting("the server takes TLS only; name the authorities of its certificate");
        }
        if (!heard) {
            heard = true;
        }
        return count;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws TTransportException {
        try {
            super.write(buffer, offset, length);
        } catch (TTransportException e) {
            throw explained(e);
        }
    }

    private TTransportException explained(TTransportException e) {
        Optional<TlsFailure> why = TlsFailure.of(e);
        if (why.isPresent()) {
            return ExplainedFailure.of(why.get(), e);
        }
        boolean isEnd = e.getType() == TTransportException.END_OF_FILE;
        boolean isReset = e.getCause() instanceof SocketException;
        if (heard || socket.isClosed() || !isEnd && !isReset) {
            return e;
        }
        return ExplainedFailure.passing(
                isSecured
                        ? "the server closed it after the handshake; it may not accept this certificate"
                        : "the server closed it without an answer; it may take TLS only",
                e);
    }
}
