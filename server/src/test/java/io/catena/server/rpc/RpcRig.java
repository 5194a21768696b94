package io.catena.server.rpc;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;

import io.catena.server.access.Access;
import io.catena.server.access.Tokens;
import io.catena.server.rpc.inbound.CannotListenException;
import io.catena.server.rpc.inbound.RpcLimits;
import io.catena.server.rpc.inbound.RpcServer;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.junit.rules.ExternalResource;

/**
 * A server on the loopback interface in front of a fake node, and clients of several kinds. In the end it closes
 * everything and checks that no buffer is left: its allocator counts them, and Netty's own detector must not have
 * complained.
 */
public final class RpcRig extends ExternalResource {
    public static final RpcLimits LIMITS = RpcLimits.defaults();

    final RpcCounters counters = new RpcCounters();
    final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, false);
    LogCapture log;
    public FakeNode node = new FakeNode();
    Access access = Access.OPEN;
    Tokens tokens = Tokens.NONE;
    public RpcTransport transport;
    int port;
    private ResourceLeakDetector.Level levelBefore;
    private EventLoopGroup group;
    private RpcServer server;
    private final List<AutoCloseable> open = new ArrayList<>();

    @Override
    protected void before() {
        levelBefore = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        log = new LogCapture();
        group = RpcTransport.newGroup(new DefaultThreadFactory("rig"));
        transport = RpcTransport.of(group, allocator, ConnectionSecurity.PLAIN);
    }

    public RpcServer start(RpcLimits limits) throws CannotListenException {
        server = new RpcServer(transport, limits, counters, node, node, node, node, access, tokens);
        port = server.bind("127.0.0.1", 0);
        return server;
    }

    RpcServer server() {
        return server;
    }

    /** On the port of the previous server. */
    void restart(RpcLimits limits) throws CannotListenException {
        server = new RpcServer(transport, limits, counters, node, node, node, node, access, tokens);
        server.bind("127.0.0.1", port);
    }

    /** Everything after this call runs on another event loop, which the rig closes. */
    void useInstead(EventLoopGroup other, RpcTransport on) {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        group = other;
        transport = on;
    }

    /** Connections that are opened or accepted after this call are protected so. */
    public void protect(ConnectionSecurity security) {
        transport = new RpcTransport(
                transport.loop(), transport.serverType(), transport.sockets(), transport.allocator(), security);
    }

    /** Connections to other nodes that are opened after this call use these sockets. */
    void useSockets(ChannelFactory<? extends Channel> sockets) {
        transport = new RpcTransport(
                transport.loop(), transport.serverType(), sockets, transport.allocator(), transport.security());
    }

    public Peers peers(PeerLimits limits, Peers.Listener listener) {
        Peers peers = new Peers(transport, limits, new RpcCounters(), listener);
        open.add(peers::close);
        return peers;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    Catena.Client client() throws Exception {
        return new Catena.Client(protocol());
    }

    CatenaAdmin.Client admin() throws Exception {
        return new CatenaAdmin.Client(protocol());
    }

    private TProtocol protocol() throws Exception {
        TSocket socket = new TSocket("127.0.0.1", port, 10_000);
        TFramedTransport framed = new TFramedTransport(socket);
        framed.open();
        open.add(framed);
        return new TBinaryProtocol(framed);
    }

    /** Over a socket that is connected. */
    TProtocol protocol(Socket socket) throws Exception {
        TFramedTransport framed = new TFramedTransport(new TSocket(socket));
        open.add(framed);
        return new TBinaryProtocol(framed);
    }

    public RawClient raw() throws Exception {
        RawClient raw = new RawClient(port);
        open.add(raw);
        return raw;
    }

    public void onLoop(Runnable task) {
        transport.loop().submit(task).syncUninterruptibly();
    }

    public <T> T onLoop(Callable<T> task) {
        return transport.loop().submit(task).syncUninterruptibly().getNow();
    }

    long counter(String name) {
        return counters.snapshot().get(name);
    }

    long usedBytes() {
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }

    @Override
    protected void after() {
        try {
            for (AutoCloseable each : open) {
                each.close();
            }
            if (server != null) {
                server.close(0).get(5, TimeUnit.SECONDS);
            }
            await("every buffer is released").untilAsserted(() -> assertEquals(0, usedBytes()));
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            assertEquals("Netty has nothing to complain of", List.of(), log.linesOf("io.netty."));
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            ResourceLeakDetector.setLevel(levelBefore);
            log.close();
        }
    }
}
