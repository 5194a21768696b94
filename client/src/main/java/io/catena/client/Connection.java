package io.catena.client;

import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.catenaConstants;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * One TCP connection to one server, for one call at a time. Only its owner makes calls; anybody may {@link #close} it,
 * which ends a call under way with an exception. After any exception of a call other than those that the wire declares
 * it must be closed: a late reply would be taken for the next call's.
 */
final class Connection implements Closeable {
    private static final TConfiguration LIMITS = TConfiguration.custom()
            .setMaxFrameSize(catenaConstants.MAX_FRAME_BYTES)
            .setMaxMessageSize(catenaConstants.MAX_FRAME_BYTES)
            .build();

    private final ServerAddress address;
    private final Socket socket = new Socket();
    private DeadlineTransport transport;
    private TProtocol protocol;
    private Catena.Client catena;
    private boolean proven;

    /** Not connected yet, so that it can be closed while it connects. */
    Connection(ServerAddress address) {
        this.address = address;
    }

    void connect(Deadline limit) throws TException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(address.host(), address.port()), (int) Math.max(1, limit.remainingMillis()));
            transport = new DeadlineTransport(LIMITS, socket);
        } catch (IOException | IllegalArgumentException e) {
            close();
            throw new TTransportException(TTransportException.NOT_OPEN, e.getMessage(), e);
        }
        TFramedTransport framed = new TFramedTransport(transport, catenaConstants.MAX_FRAME_BYTES);
        protocol = new TBinaryProtocol(framed, true, true);
        catena = new Catena.Client(protocol);
    }

    /** The client service; its calls end by the limit, except that sending what the socket cannot swallow may hang. */
    Catena.Client catena(Deadline limit) {
        transport.limit(limit);
        return catena;
    }

    CatenaAdmin.Client admin(Deadline limit) {
        transport.limit(limit);
        return new CatenaAdmin.Client(protocol);
    }

    /** The server has answered on this connection. */
    void prove() {
        proven = true;
    }

    /** Whether the server has ever answered on it: if so, a break may mean no more than that it had grown old. */
    boolean isProven() {
        return proven;
    }

    ServerAddress address() {
        return address;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to save: what mattered has been flushed or has failed already.
            return;
        }
    }
}
