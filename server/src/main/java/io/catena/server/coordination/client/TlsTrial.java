package io.catena.server.coordination.client;

import io.catena.tls.TlsFailure;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import org.apache.zookeeper.client.ConnectStringParser;

/**
 * Finds out why no TLS connection to ZooKeeper comes about, which its client does not tell: makes handshakes of its own, with
 * one server after the other, on a thread of its own. Thread-safe; one trial at a time.
 */
public final class TlsTrial {
    private static final long LIMIT_MILLIS = 3_000;
    /** For the port to take the connection, and for each answer. */
    private static final int STEP_MILLIS = 1_000;

    private final List<InetSocketAddress> servers;
    private final ZooKeeperTls tls;
    /** Null before the first trial. */
    private CompletableFuture<Optional<String>> trial;
    /** The one that is tried; null before the first one. */
    private volatile Socket open;

    public TlsTrial(String connectString, ZooKeeperTls tls) {
        this.servers = new ConnectStringParser(connectString).getServerAddresses();
        this.tls = tls;
    }

    /** What fails and what to do about it; empty if that is not found out within 3 s. */
    public synchronized Optional<String> failure() throws InterruptedException {
        if (trial == null || trial.isDone()) {
            trial = new CompletableFuture<>();
            Thread thread = new Thread(this::run, "catena-zookeeper-tls");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            return trial.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close(open);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.empty();
        }
    }

    private void run() {
        try {
            trial.complete(tryAll());
        } catch (RuntimeException | Error e) {
            trial.completeExceptionally(e);
        }
    }

    /** The first failure that lasts, else the first one. */
    private Optional<String> tryAll() {
        Optional<String> found = Optional.empty();
        for (InetSocketAddress server : servers) {
            Optional<TlsFailure> failure = tryOne(server);
            Optional<String> words =
                    failure.map(why -> server.getHostString() + ":" + server.getPort() + ": " + why.words());
            if (failure.filter(TlsFailure::isLasting).isPresent()) {
                return words;
            }
            found = found.or(() -> words);
        }
        return found;
    }

    private Optional<TlsFailure> tryOne(InetSocketAddress server) {
        try (Socket socket = new Socket()) {
            open = socket;
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), STEP_MILLIS);
            socket.setSoTimeout(STEP_MILLIS);
            return shakeHands(socket, server);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<TlsFailure> shakeHands(Socket socket, InetSocketAddress server) throws SocketTimeoutException {
        try {
            TlsMaterial material = tls.material();
            SSLSocket secured = (SSLSocket) material.context()
                    .getSocketFactory()
                    .createSocket(socket, server.getHostString(), server.getPort(), false);
            secured.setSSLParameters(material.clientParameters());
            secured.startHandshake();
            // With TLS 1.3 the server says only now that it does not accept the certificate; else it waits for a
            // request.
            secured.getInputStream().read();
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // If the connection broke while this end wrote, what the other end has said is lost.
            return TlsFailure.of(e)
                    .or(() -> Optional.of(new TlsFailure(
                            "the other end closed the connection in the handshake; it may not accept this certificate",
                            false)));
        }
    }

    private static void close(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // The system has taken it back nevertheless.
            return;
        }
    }
}
