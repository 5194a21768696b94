package io.catena.server.node;

import io.catena.server.chain.Member;
import io.catena.server.controller.Probe;
import io.catena.server.rpc.HostPort;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.NodeStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * Asks another node who it is, over a connection of its own, so that the answer says something about the other node and
 * nothing about this node's event loop.
 */
final class NodeProbe implements Probe, AutoCloseable {
    private static final int TIMEOUT_MILLIS = 1000;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "catena-probe");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public CompletableFuture<Answer> ask(Member member) {
        return CompletableFuture.supplyAsync(
                () -> askNow(member.address(), status -> member.is(status.getNodeId(), status.getIncarnation())),
                threads);
    }

    /** Whether that node's process is there, whichever life its replica lives. */
    CompletableFuture<Answer> askProcess(String nodeId, String address) {
        return CompletableFuture.supplyAsync(
                () -> askNow(address, status -> status.getNodeId().equals(nodeId)), threads);
    }

    private static Answer askNow(String address, Predicate<NodeStatus> isTheOne) {
        HostPort parts = HostPort.parse(address);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(parts.host(), parts.port()), TIMEOUT_MILLIS);
            TFramedTransport transport = new TFramedTransport(new TSocket(socket));
            NodeStatus status = new CatenaAdmin.Client(new TBinaryProtocol(transport)).status();
            return isTheOne.test(status) ? Answer.ALIVE : Answer.GONE;
        } catch (ConnectException e) {
            return isRefusal(e) ? Answer.GONE : Answer.SILENT;
        } catch (IOException | TException e) {
            return Answer.SILENT;
        }
    }

    private static boolean isRefusal(ConnectException e) {
        return e.getMessage() != null && e.getMessage().contains("refused");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
