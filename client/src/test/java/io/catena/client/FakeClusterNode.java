package io.catena.client;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Unavailable;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.apache.thrift.transport.TTransportException;

/** A node of a {@link FakeCluster}. Like a real one it works on all calls of a connection at once, and replies may overtake. */
public final class FakeClusterNode implements BatchesAlone, AutoCloseable {
    /** What was asked of it, in order: the method and the chain, as in {@code write 3}. */
    public final List<String> calls = new CopyOnWriteArrayList<>();
    /** By chain, what happens before a write or read is carried out; an exception is the reply. */
    public final Map<Integer, FakeServer.Step> before = new ConcurrentHashMap<>();
    /** By chain, what happens after a write. */
    public final Map<Integer, FakeServer.Step> afterWrite = new ConcurrentHashMap<>();

    /** What it says when it is asked for a layout; null if it tells it. */
    public volatile Unavailable layoutRefusal;

    private final String nodeId;
    private final FakeCluster cluster;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    FakeClusterNode(String nodeId, FakeCluster cluster) {
        this.nodeId = nodeId;
        this.cluster = cluster;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.execute(this::accept);
    }

    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    LayoutMember member() {
        return new LayoutMember(nodeId, 1, "127.0.0.1", listening.getLocalPort());
    }

    /** How many connections it has. */
    public int connections() {
        return sockets.size();
    }

    public long count(String call) {
        return calls.stream().filter(call::equals).count();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException | RejectedExecutionException e) {
            close();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] call = in.readNBytes(in.readInt());
                threads.execute(() -> answer(call, socket, out));
            }
        } catch (IOException | RejectedExecutionException e) {
            sockets.remove(socket);
        }
    }

    private void answer(byte[] call, Socket socket, DataOutputStream out) {
        try {
            TMemoryBuffer reply = new TMemoryBuffer(1024);
            new Catena.Processor<Catena.Iface>(this)
                    .process(
                            new TBinaryProtocol(new TMemoryInputTransport(
                                    TConfiguration.custom().build(), call)),
                            new TBinaryProtocol(reply));
            synchronized (out) {
                out.writeInt(reply.length());
                out.write(reply.getArray(), 0, reply.length());
            }
        } catch (IOException | TException e) {
            hangUp(socket);
        }
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void note(String call, int chain) throws TException {
        calls.add(call + " " + chain);
        FakeServer.Step step = before.get(chain);
        if (step != null && !call.equals("layout")) {
            step.run();
        }
    }

    @Override
    public WriteResults write(List<Write> writes, CallOptions options) throws TException {
        int chain = options.getChain();
        note("write", chain);
        cluster.check(chain, writes.stream().map(Write::bufferForKey));
        for (Write write : writes) {
            cluster.checkSession(chain, write.getId().getSession());
        }
        List<WriteResult> results = cluster.store(chain).write(writes);
        FakeServer.Step step = afterWrite.get(chain);
        if (step != null) {
            step.run();
        }
        return new WriteResults(results, cluster.layout(chain).getEpoch());
    }

    @Override
    public ReadResults read(List<ByteBuffer> keys, CallOptions options) throws TException {
        int chain = options.getChain();
        note("read", chain);
        cluster.check(chain, keys.stream());
        List<ReadResult> results =
                keys.stream().map(key -> cluster.store(chain).read(key)).toList();
        ReadResults reply = new ReadResults(results, cluster.layout(chain).getEpoch());
        return options.isStale() ? reply.setStaleMillis(40) : reply;
    }

    @Override
    public long openSession(CallOptions options) throws TException {
        note("openSession", options.getChain());
        return cluster.store(options.getChain()).openSession();
    }

    @Override
    public io.catena.thrift.Layout layout(int chain) throws TException {
        note("layout", chain);
        Unavailable refusal = layoutRefusal;
        if (refusal != null) {
            throw refusal;
        }
        return cluster.layout(chain);
    }

    @Override
    public void authenticate(String token) throws TException {
        throw new TTransportException("the client shows no token");
    }

    /** Like kill -9. */
    @Override
    public void close() {
        hangUpAll();
        threads.shutdown();
    }

    private void hangUpAll() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        sockets.forEach(FakeClusterNode::hangUp);
    }
}
