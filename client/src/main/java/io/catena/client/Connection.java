package io.catena.client;

import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.catenaConstants;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * One TCP connection to one server, for one call at a time. Only its owner makes calls; any thread may {@link #close}
 * it, which ends a call under way with an exception. After an exception that the wire does not declare the owner must close
 * it: a late reply would be taken for the reply to the next call.
 */
final class Connection implements Closeable {
    /** No other connection shares it, because each call sets the length of the longest frame. */
    private final TConfiguration limits = TConfiguration.custom()
            .setMaxFrameSize(catenaConstants.MAX_FRAME_BYTES)
            .setMaxMessageSize(catenaConstants.MAX_FRAME_BYTES)
            .build();

    private final ServerAddress address;
    private final NameLookup names;
    private final Socket socket = new Socket();
    private volatile CompletableFuture<InetAddress> lookup;
    private volatile boolean closed;
    private DeadlineTransport transport;
    private ReplyProtocol protocol;
    private Catena.Client catena;
    private boolean proven;

    /** Does not connect, so that another thread can close the connection while it connects. */
    Connection(ServerAddress address, NameLookup names) {
        this.address = address;
        this.names = names;
    }

    /**
     * The look-up of the server's name counts against the limit too.
     *
     * @return what was found
     */
    InetAddress connect(Deadline limit) throws TException {
        InetAddress host;
        try {
            host = host(limit);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, address.port()), (int) Math.max(1, limit.remainingMillis()));
            transport = new DeadlineTransport(limits, socket);
        } catch (IOException | IllegalArgumentException e) {
            close();
            throw new TTransportException(TTransportException.NOT_OPEN, e.getMessage(), e);
        }
        TFramedTransport framed = new TFramedTransport(transport, catenaConstants.MAX_FRAME_BYTES);
        protocol = new ReplyProtocol(framed);
        catena = new Catena.Client(protocol);
        return host;
    }

    private InetAddress host(Deadline limit) throws IOException {
        lookup = names.find(address.host());
        if (closed) {
            throw new IOException("the connection was closed");
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lookup.get(Math.max(0, limit.remainingNanos()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // A socket that connects cannot be interrupted either, and the limit is near.
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw new IOException("the look-up of its name takes too long", e);
        } catch (CancellationException e) {
            throw new IOException("the connection was closed", e);
        } catch (ExecutionException e) {
            boolean unknown = e.getCause() instanceof UnknownHostException;
            throw new IOException(unknown ? "unknown host" : "the look-up of its name failed", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The client service; its calls end by the limit, except that sending what the socket cannot swallow may hang. */
    Catena.Client catena(Deadline limit, ReplyBounds bounds) {
        bound(limit, bounds);
        return catena;
    }

    CatenaAdmin.Client admin(Deadline limit) {
        bound(limit, ReplyBounds.NODES);
        return new CatenaAdmin.Client(protocol);
    }

    private void bound(Deadline limit, ReplyBounds bounds) {
        transport.limit(limit);
        limits.setMaxFrameSize(bounds.frameBytes());
        protocol.allowElements(bounds.elements());
    }

    /** To be called when the server has answered a batch on this connection. */
    void prove() {
        proven = true;
    }

    /** Whether the server has answered a batch on it. If so, a break may only mean that the connection was too old. */
    boolean isProven() {
        return proven;
    }

    ServerAddress address() {
        return address;
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<InetAddress> waitedFor = lookup;
        if (waitedFor != null) {
            waitedFor.cancel(false);
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to save: what mattered has been flushed or has failed already.
            return;
        }
    }
}
