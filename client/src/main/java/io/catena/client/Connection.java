package io.catena.client;

import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.catenaConstants;
import io.catena.tls.TlsFailure;
import io.catena.tls.TlsMaterial;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;

/**
 * One TCP connection to one server. Its owner connects it. Then any number of threads may make calls, each one at a time; any
 * thread may {@link #close} it, which ends all calls under way with an exception. After an exception that the wire does not
 * declare it is of no use any more, and must be closed.
 */
final class Connection implements Closeable {
    private static final TConfiguration LIMITS = TConfiguration.custom()
            .setMaxFrameSize(catenaConstants.MAX_FRAME_BYTES)
            .setMaxMessageSize(catenaConstants.MAX_FRAME_BYTES)
            .build();

    private final ServerAddress address;
    private final ServerAccess access;
    private final DeadlineSocket socket = new DeadlineSocket();
    private volatile CompletableFuture<InetAddress> lookup;
    private volatile boolean closed;
    /** Null until it is connected. */
    private CallMultiplexer multiplexer;

    private volatile boolean proven;

    /** Does not connect, so that another thread can close the connection while it connects. */
    Connection(ServerAddress address, ServerAccess access) {
        this.address = address;
        this.access = access;
    }

    /** Like {@link #connect(Deadline, Deadline)} with one limit for all. */
    void connect(Deadline limit) throws TException {
        connect(limit, limit);
    }

    /**
     * Connects, shakes hands, and says who calls.
     *
     * @param portLimit until then the port must have taken the connection; the look-up of the server's name counts too
     * @param limit for all
     * @throws io.catena.thrift.Forbidden if the server does not know the token
     */
    void connect(Deadline portLimit, Deadline limit) throws TException {
        openSocket(portLimit);
        socket.limit(limit);
        try {
            multiplexer = new CallMultiplexer(socket, new ReplyTransport(LIMITS, socket, secured()));
        } catch (IOException | RuntimeException e) {
            TTransportException notOpen = notOpen(e, limit);
            close();
            throw notOpen;
        }
        String token = access.token();
        if (token != null) {
            catena(limit, ReplyBounds.SHORT).authenticate(token);
        }
    }

    /**
     * Connects to the port, and no more: nothing is sent.
     *
     * @return the address of the server's host
     */
    InetAddress openSocket(Deadline limit) throws TTransportException {
        try {
            InetAddress host = host(limit);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, address.port()), (int) Math.max(1, limit.remainingMillis()));
            return host;
        } catch (IOException | IllegalArgumentException e) {
            close();
            throw new TTransportException(TTransportException.NOT_OPEN, e.getMessage(), e);
        }
    }

    /**
     * The socket itself for plain text; else one that speaks TLS over it. {@link #close} closes the socket below, because to
     * close the other one may wait for a thread that sends.
     */
    private Socket secured() throws IOException {
        TlsMaterial tls = access.tls();
        if (tls == null) {
            return socket;
        }
        SSLSocket secured = (SSLSocket)
                tls.context().getSocketFactory().createSocket(socket, address.host(), address.port(), false);
        secured.setSSLParameters(tls.clientParameters());
        secured.startHandshake();
        return secured;
    }

    private TTransportException notOpen(Exception e, Deadline limit) {
        if (limit.hasPassed()) {
            return new TTransportException(TTransportException.TIMED_OUT, "no reply in time", e);
        }
        Optional<TlsFailure> why = TlsFailure.of(e);
        if (why.isPresent()) {
            return ExplainedFailure.of(why.get(), e);
        }
        if (e instanceof SocketException && !closed) {
            // What the server may have said before it closed the connection is lost.
            return ExplainedFailure.passing(
                    "the server closed it in the handshake; it may not accept this certificate, or not speak TLS", e);
        }
        return new TTransportException(TTransportException.NOT_OPEN, e.getMessage(), e);
    }

    private InetAddress host(Deadline limit) throws IOException {
        lookup = access.names().find(address.host());
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

    /** The client service for one call. It ends by the limit, except that sending what the socket cannot swallow may hang. */
    Catena.Client catena(Deadline limit, ReplyBounds bounds) {
        return new Catena.Client(protocol(limit, bounds));
    }

    /** The admin service for one call. */
    CatenaAdmin.Client admin(Deadline limit) {
        return new CatenaAdmin.Client(protocol(limit, ReplyBounds.NODES));
    }

    private ReplyProtocol protocol(Deadline limit, ReplyBounds bounds) {
        int number = multiplexer.newNumber();
        return new ReplyProtocol(
                new CallTransport(multiplexer, number, LIMITS, limit, bounds), number, bounds.elements());
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
