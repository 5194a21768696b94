package io.catena.server.rpc;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.Access;
import io.catena.server.access.Tokens;
import io.catena.server.chain.Message;
import io.catena.server.chain.Shortage;
import io.catena.server.rpc.inbound.CannotListenException;
import io.catena.server.rpc.inbound.RpcServer;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.UnavailableReason;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.protocol.TMessageType;
import org.junit.Rule;
import org.junit.Test;

public class ServerLifecycleTest {
    @Rule
    public final RpcRig rig = new RpcRig();

    private final WaitingNode node = new WaitingNode();
    private final List<Reply<Long>> waiting = node.holdSessions();

    @Test
    public void row53_aPortInUseIsToldWithPortAndReason() throws Exception {
        rig.start(RpcRig.LIMITS);
        RpcServer second = new RpcServer(
                rig.transport,
                RpcRig.LIMITS,
                new RpcCounters(),
                rig.node,
                rig.node,
                rig.node,
                rig.node,
                Access.OPEN,
                Tokens.NONE);
        CannotListenException refused =
                assertThrows(CannotListenException.class, () -> second.bind("127.0.0.1", rig.port));
        assertEquals(rig.port, refused.port());
        assertTrue(refused.getMessage(), refused.getMessage().contains("127.0.0.1, port " + rig.port));
        assertTrue(refused.getMessage(), refused.getMessage().contains("Address already in use"));
        second.close(0).get(5, TimeUnit.SECONDS);
        assertEquals("the first is unharmed", "c", rig.client().layout(1).getCluster());
    }

    @Test
    public void anAddressThatIsNotOursIsToldToo() {
        RpcServer server = new RpcServer(
                rig.transport,
                RpcRig.LIMITS,
                new RpcCounters(),
                rig.node,
                rig.node,
                rig.node,
                rig.node,
                Access.OPEN,
                Tokens.NONE);
        CannotListenException unknown =
                assertThrows(CannotListenException.class, () -> server.bind("no.such.host.invalid", 1));
        assertTrue(unknown.getMessage(), unknown.getMessage().contains("cannot be resolved"));
        assertThrows(CannotListenException.class, () -> server.bind("192.0.2.1", 0));
    }

    @Test
    public void closingLetsCallsUnderWayFinishAndRefusesNewOnesByName() throws Exception {
        rig.node = node;
        RpcServer server = rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw().call("openSession", 1, new Catena.openSession_args());
        await().until(() -> waiting.size() == 1);
        CompletableFuture<Void> closed = server.close(60_000);
        rig.onLoop(() -> {});
        assertThrows(ConnectException.class, rig::raw);
        raw.call("get", 2, new Catena.get_args(ClientCallsTest.buffer("k"), null));
        Catena.get_result refused = new Catena.get_result();
        refused.read(raw.answer().body());
        assertEquals(UnavailableReason.STOPPING, refused.getUnavailable().getReason());
        raw.call("die", 3, new CatenaAdmin.die_args(true, false, ""));
        CatenaAdmin.die_result order = new CatenaAdmin.die_result();
        order.read(raw.answer().body());
        assertEquals(RefusedReason.STOPPING, order.getRefused().getReason());
        assertFalse(closed.isDone());
        waiting.get(0).succeed(1L);
        assertEquals(1, raw.answer().header().seqid);
        closed.get(5, TimeUnit.SECONDS);
        raw.expectClosed();
    }

    @Test
    public void whileClosingMessagesOfNodesAreStillTaken() throws Exception {
        rig.node = node;
        RpcServer server = rig.start(RpcRig.LIMITS);
        rig.raw().call("openSession", 1, new Catena.openSession_args());
        RawClient node = rig.raw();
        await().until(() -> waiting.size() == 1 && rig.counter("connections.open") == 2);
        CompletableFuture<Void> closed = server.close(60_000);
        MessageCodec.Outgoing ack = MessageCodec.encode(
                new Message.Envelope(1, 2, "n", 3), new Message.Ack(1, 2, 3, 4, Shortage.NONE, false));
        node.send(RawClient.frame("ack", TMessageType.ONEWAY, 0, RawClient.bytes(ack.arguments())));
        await().until(() -> rig.node.messages.equals(List.of(new Message.Ack(1, 2, 3, 4, Shortage.NONE, false))));
        waiting.get(0).succeed(1L);
        closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    public void closingWaitsNoLongerThanItIsTold() throws Exception {
        rig.node = node;
        RpcServer server = rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw().call("openSession", 1, new Catena.openSession_args());
        await().until(() -> waiting.size() == 1);
        server.close(50).get(5, TimeUnit.SECONDS);
        raw.expectClosed();
        waiting.get(0).succeed(1L); // the caller is gone, which does no harm
    }

    @Test
    public void nioServesAsWellAsEpoll() throws Exception {
        NioEventLoopGroup group = new NioEventLoopGroup(1);
        RpcTransport nio = RpcTransport.of(group, rig.allocator, ConnectionSecurity.PLAIN);
        assertEquals(NioServerSocketChannel.class, nio.serverType());
        rig.useInstead(group, nio);
        rig.start(RpcRig.LIMITS);
        assertEquals("c", rig.client().layout(1).getCluster());
        Peers peers = rig.peers(PeerLimits.defaults(), address -> {});
        rig.onLoop(() -> peers.send(rig.address(), new Message.Envelope(1, 2, "n", 3), new Message.Query(1)));
        await().until(() -> rig.node.messages.size() == 1);
    }
}
