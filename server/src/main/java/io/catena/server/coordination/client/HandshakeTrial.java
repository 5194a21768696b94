package io.catena.server.coordination.client;

import io.catena.tls.TlsFailure;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;

/** Makes TLS handshakes with one server of ZooKeeper, one at a time, each on a thread of its own. For one thread. */
final class HandshakeTrial {
    private static final int CONNECT_MILLIS = 1_000;
    /** For each answer of the handshake. */
    private static final int ANSWER_MILLIS = 2_000;
    /** A server that says nothing for so long behind the handshake has accepted it. */
    private static final int REFUSAL_MILLIS = 1_000;

    private final InetSocketAddress server;
    private final ZooKeeperTls tls;
    /** Null before the first one. */
    private CompletableFuture<Outcome> trial;
    /** That of the trial under way; null before the first one. */
    private volatile Socket open;

    /**
     * What has come of a handshake. Neither works nor has a failure what TLS does not explain: no port answers, say.
     *
     * @param works whether the server has accepted the handshake and waits for a request
     */
    record Outcome(boolean works, Optional<TlsFailure> failure) {
        static final Outcome WORKS = new Outcome(true, Optional.empty());
        static final Outcome UNKNOWN = new Outcome(false, Optional.empty());

        static Outcome failed(TlsFailure failure) {
            return new Outcome(false, Optional.of(failure));
        }
    }

    /** @param server not resolved */
    HandshakeTrial(InetSocketAddress server, ZooKeeperTls tls) {
        this.server = server;
        this.tls = tls;
    }

    String address() {
        return server.getHostString() + ":" + server.getPort();
    }

    /** Begins a handshake, unless one is under way. */
    void begin() {
        if (trial == null || trial.isDone()) {
            trial = new CompletableFuture<>();
            Thread thread = new Thread(this::run, "catena-zookeeper-tls");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What has come of what was begun; closes the connection if that takes longer. */
    Outcome outcome(long limitNanos) throws InterruptedException {
        try {
            return trial.get(Math.max(0, limitNanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            close(open);
            return Outcome.UNKNOWN;
        } catch (ExecutionException e) {
            return Outcome.UNKNOWN;
        }
    }

    private void run() {
        try {
            trial.complete(connect());
        } catch (RuntimeException | Error e) {
            trial.completeExceptionally(e);
        }
    }

    private Outcome connect() {
        try (Socket socket = new Socket()) {
            open = socket;
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return shakeHands(socket);
        } catch (IOException e) {
            return Outcome.UNKNOWN;
        }
    }

    private Outcome shakeHands(Socket socket) throws SocketTimeoutException {
        try {
            TlsMaterial material = tls.material();
            SSLSocket secured = (SSLSocket) material.context()
                    .getSocketFactory()
                    .createSocket(socket, server.getHostString(), server.getPort(), false);
            secured.setSSLParameters(material.clientParameters());
            secured.startHandshake();
            secured.setSoTimeout(REFUSAL_MILLIS);
            return isAccepted(secured) ? Outcome.WORKS : Outcome.UNKNOWN;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // If the connection broke while this end wrote, what the other end has said is lost.
            return Outcome.failed(TlsFailure.of(e)
                    .orElseGet(() -> new TlsFailure(
                            "the other end closed the connection in the handshake; it may not accept this certificate",
                            false)));
        }
    }

    /** With TLS 1.3 the server says only now that it does not accept the certificate; else it waits for a request. */
    private static boolean isAccepted(SSLSocket secured) throws IOException {
        try {
            return secured.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
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
