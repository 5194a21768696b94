package io.catena.server.node;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Probe;
import io.catena.server.controller.loop.SharedCalls;
import io.catena.server.node.security.NodeSecurity;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.rpc.HostPort;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.NodeStatus;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * Probes another node over a connection of its own, so that the answer depends on the other node and not on this node's
 * event loop.
 */
final class NodeProbe implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 1000;
    private static final long REFUSED_WITHIN_MILLIS = 900;

    private final Supplier<Optional<TlsMaterial>> material;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "catena-probe");
        thread.setDaemon(true);
        return thread;
    });

    /** What a node says of itself, for the controllers of all chains. */
    private final SharedCalls<Heard> shared = new SharedCalls<>(this::askSoon, System::nanoTime);

    /**
     * What was heard of a node.
     *
     * @param status null if it did not tell it
     * @param otherwise what that means
     */
    private record Heard(NodeStatus status, ProbeAnswer otherwise) {
        ProbeAnswer judge(Predicate<NodeStatus> isTheOne) {
            if (status == null) {
                return otherwise;
            }
            return isTheOne.test(status) ? ProbeAnswer.ALIVE : ProbeAnswer.GONE;
        }
    }

    /** @param material the present certificate; empty without TLS */
    NodeProbe(Supplier<Optional<TlsMaterial>> material) {
        this.material = material;
    }

    /** Probes members of a chain: the node answers for its process and names the lives of its replicas. */
    Probe ofChain(int chain) {
        return member -> shared.ask(member.address())
                .thenApply(heard -> heard.judge(status -> status.getReplicas().stream()
                        .filter(replica -> replica.getChain() == chain && replica.isSetLife())
                        .anyMatch(replica -> member.is(status.getNodeId(), replica.getLife()))));
    }

    /** Probes exactly this process, whichever lives its replicas are in. */
    CompletableFuture<ProbeAnswer> ask(RegisteredNode node) {
        return ask(
                node.address(),
                status -> status.getNodeId().equals(node.nodeId()) && status.getIncarnation() == node.incarnation());
    }

    /** Probes any process of the node. */
    CompletableFuture<ProbeAnswer> askProcess(String nodeId, String address) {
        return ask(address, status -> status.getNodeId().equals(nodeId));
    }

    /** A failure in this process says nothing about the other node, so it does not count as silence of that node. */
    private CompletableFuture<ProbeAnswer> ask(String address, Predicate<NodeStatus> isTheOne) {
        return askSoon(address).thenApply(heard -> heard.judge(isTheOne));
    }

    private CompletableFuture<Heard> askSoon(String address) {
        try {
            return CompletableFuture.supplyAsync(() -> askNow(address), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e); // the node ends
        }
    }

    private Heard askNow(String address) {
        HostPort parts = HostPort.parse(address);
        InetSocketAddress peer = new InetSocketAddress(parts.host(), parts.port());
        long beganNanos = System.nanoTime();
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(TIMEOUT_MILLIS);
            plain.connect(peer, TIMEOUT_MILLIS);
            Socket socket = protect(plain, parts);
            TFramedTransport transport = new TFramedTransport(new TSocket(socket));
            return new Heard(new CatenaAdmin.Client(new TBinaryProtocol(transport)).status(), null);
        } catch (ConnectException e) {
            return new Heard(null, ofFailedConnect(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos)));
        } catch (IOException | TException e) {
            return new Heard(null, ProbeAnswer.SILENT);
        }
    }

    /** What shows no certificate of a node for that host is not asked: its answer would count. */
    private Socket protect(Socket plain, HostPort to) throws IOException {
        TlsMaterial present = material.get().orElse(null);
        if (present == null) {
            return plain;
        }
        SSLSocket socket =
                (SSLSocket) present.context().getSocketFactory().createSocket(plain, to.host(), to.port(), true);
        socket.setSSLParameters(present.clientParameters());
        socket.startHandshake();
        if (!(socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate)
                || !NodeSecurity.isNode(certificate)) {
            throw new IOException("it shows no certificate of a node");
        }
        return socket;
    }

    /**
     * A connection that fails at once was refused: no process listens. The JDK throws the same exception when the
     * operating system gives up waiting, which takes longer than this. The message does not help, because it is in the
     * language of the machine.
     */
    static ProbeAnswer ofFailedConnect(long tookMillis) {
        return tookMillis < REFUSED_WITHIN_MILLIS ? ProbeAnswer.GONE : ProbeAnswer.SILENT;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
