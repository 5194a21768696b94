package io.catena.server.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Invariant;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Message;
import io.catena.server.chain.Message.Envelope;
import io.catena.server.rpc.inbound.RpcServer;
import io.catena.server.rpc.outbound.PeerConnector;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DefaultSocketChannelConfig;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.Rule;
import org.junit.Test;

/** Messages to other nodes: their order, and what is reported when some are lost. */
public class PeersTest {
    private static final Envelope FROM = new Envelope(1, 2, "n", 3);

    @Rule
    public final RpcRig rig = new RpcRig();

    private final List<String> down = new CopyOnWriteArrayList<>();

    @Test
    public void messagesArriveInTheOrderOfTheirSendingAlsoThoseSentBeforeTheConnectionWasThere() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        List<Message> expected = new ArrayList<>();
        for (int turn = 0; turn < 20; turn++) {
            long first = turn * 100L;
            rig.onLoop(() -> LongStream.range(first, first + 100).forEach(i -> send(peers, i)));
        }
        LongStream.range(0, 2000).forEach(i -> expected.add(new Message.Query(i)));
        await().until(() -> rig.node.messages.size() == 2000);
        assertEquals(expected, rig.node.messages);
        assertEquals(Set.of(FROM), Set.copyOf(rig.node.senders));
        assertEquals("one connection", 1, rig.counter("connections.accepted"));
        assertEquals(List.of(), down);
    }

    @Test
    public void aNodeNamedByItsHostIsFoundToo() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> peers.send("localhost:" + rig.port, FROM, new Message.Query(1)));
        await().until(() -> rig.node.messages.size() == 1);
    }

    @Test
    public void aRefusedConnectionIsToldOnceForAllThatWasSentOnIt() throws Exception {
        rig.port = freePort();
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> LongStream.range(0, 10).forEach(i -> send(peers, i)));
        await().until(() -> down.size() == 1);
        rig.onLoop(() -> {});
        assertEquals(List.of(rig.address()), down);
    }

    @Test
    public void withoutASocketToConnectByItIsToldAsIfTheOtherSideHadRefusedAndLoggedWhy() throws Exception {
        rig.useSockets(PeersTest::noSocket);
        sendInVain();
        assertEquals(1, rig.log.linesOf(Peers.class.getName()).size());
        String line = "connection to " + rig.address() + " lost: this node cannot open a socket: Too many open files";
        assertEquals(1, rig.log.linesWith(line).size());
    }

    /** What a process without a free file descriptor gets. */
    static Channel noSocket() {
        throw new ChannelException(new IOException("Too many open files"));
    }

    @Test
    public void aSocketThatCannotBeWatchedIsToldAsLost() throws Exception {
        rig.useSockets(() -> new LocalChannel() {
            @Override
            protected void doRegister() throws Exception {
                throw new IOException("no room to watch it");
            }
        });
        sendInVain();
        assertEquals(1, rig.log.linesWith("lost: no room to watch it").size());
    }

    @Test
    public void aSocketThatTakesNoOptionsIsToldAsLost() throws Exception {
        NioEventLoopGroup group = new NioEventLoopGroup(1);
        rig.useInstead(group, RpcTransport.of(group, rig.allocator, ConnectionSecurity.PLAIN));
        rig.start(RpcRig.LIMITS);
        rig.useSockets(WithoutOptions::new);
        sendInVain();
        assertEquals(1, rig.log.linesWith("lost: no memory for options").size());
    }

    private static final class WithoutOptions extends NioSocketChannel {
        @Override
        public SocketChannelConfig config() {
            return new DefaultSocketChannelConfig(this, javaChannel().socket()) {
                @Override
                public SocketChannelConfig setKeepAlive(boolean keepAlive) {
                    throw new ChannelException("no memory for options");
                }
            };
        }
    }

    @Test
    public void anErrorIsNotTakenForALackOfSockets() throws Exception {
        rig.useSockets(() -> {
            throw new UnsatisfiedLinkError();
        });
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> assertThrows(UnsatisfiedLinkError.class, () -> send(peers, 1)));
        assertEquals(List.of(), down);
    }

    @Test
    public void anAttemptThatHasFailedLeavesNoTimerBehind() throws Exception {
        List<ScheduledFuture<?>> timers = new CopyOnWriteArrayList<>();
        EventLoop loop = new DefaultEventLoop() {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                ScheduledFuture<?> timer = super.schedule(task, delay, unit);
                timers.add(timer);
                return timer;
            }
        };
        rig.useInstead(
                loop,
                new RpcTransport(
                        loop, LocalServerChannel.class, PeersTest::noSocket, rig.allocator, ConnectionSecurity.PLAIN));
        sendInVain();
        assertEquals(List.of(true), timers.stream().map(Future::isCancelled).toList());
    }

    private void sendInVain() throws Exception {
        if (rig.port == 0) {
            rig.port = freePort();
        }
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> send(peers, 1));
        await().until(() -> down.size() == 1);
        assertEquals(List.of(rig.address()), down);
    }

    @Test
    public void addressesThatLeadNowhereCountAsRefused() throws Exception {
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        List<String> addresses = List.of("no.such.host.invalid:1", "127.0.0.1", "127.0.0.1:none", ":", "a b:70000");
        for (String address : addresses) {
            rig.onLoop(() -> peers.send(address, FROM, new Message.Query(1)));
        }
        await().until(() -> Set.copyOf(down).equals(Set.copyOf(addresses)));
        assertEquals(addresses.size(), down.size());
    }

    @Test
    public void theListenerMaySendAtOnceWhichIsANewAttempt() throws Exception {
        rig.port = freePort();
        List<Peers> self = new CopyOnWriteArrayList<>();
        Peers peers = rig.peers(PeerLimits.defaults(), address -> {
            down.add(address);
            if (down.size() < 5) {
                send(self.get(0), 1);
            }
        });
        self.add(peers);
        rig.onLoop(() -> send(peers, 0));
        await().until(() -> down.size() == 5);
    }

    @Test
    public void aBrokenConnectionIsToldBeforeALaterMessageOpensANewOne() throws Exception {
        RpcServer first = rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> send(peers, 1));
        await().until(() -> rig.node.messages.size() == 1);
        rig.onLoop(() -> {
            first.close(0);
            send(peers, 2);
        });
        await().until(() -> down.size() == 1);
        first.close(0).get(5, TimeUnit.SECONDS);
        rig.node = new FakeNode();
        rig.restart(RpcRig.LIMITS);
        rig.onLoop(() -> send(peers, 3));
        await().until(() -> rig.node.messages.size() == 1);
        assertEquals("nothing from before", List.of(new Message.Query(3)), rig.node.messages);
        assertEquals(1, down.size());
    }

    @Test
    public void anAttemptThatGetsNoAnswerIsGivenUpAfterTheConnectTimeout() throws Exception {
        try (FullBacklog silent = new FullBacklog()) {
            Peers peers = rig.peers(TestLimits.ofPeers("connectTimeoutMillis", 150), down::add);
            rig.onLoop(() -> peers.send(silent.address(), FROM, new Message.Query(1)));
            await().until(() -> down.equals(List.of(silent.address())));
            assertEquals(
                    1,
                    rig.log
                            .linesWith("connection to " + silent.address() + " lost: no connection in time")
                            .size());
        }
    }

    @Test
    public void outputThatTheOtherSideDoesNotTakeIsBounded() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + deaf.getLocalPort();
            Peers peers = rig.peers(TestLimits.ofPeers("maxOutputBytes", 4 << 20), down::add);
            Message.Append large = new Message.Append(1, 1, List.of(record(1 << 20)), 0, 0, 0);
            long most = 0;
            for (int i = 0; i < 40 && down.isEmpty(); i++) {
                rig.onLoop(() -> peers.send(address, FROM, large));
                most = Math.max(most, rig.usedBytes());
            }
            await().until(() -> down.equals(List.of(address)));
            assertTrue("used: " + most, most < 16 << 20);
            assertEquals(
                    1,
                    rig.log
                            .linesWith("the other side does not read what is sent")
                            .size());
        }
    }

    @Test
    public void aMessageThatDoesNotFitIsRefusedInWords() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        Message.Append huge = new Message.Append(1, 1, List.of(record(16 << 20)), 0, 0, 0);
        rig.onLoop(() -> {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> peers.send(rig.address(), FROM, huge));
            assertTrue(refused.getMessage(), refused.getMessage().contains("16777216"));
        });
        Message.Append large = new Message.Append(1, 1, List.of(record(15 << 20)), 0, 0, 0);
        rig.onLoop(() -> peers.send(rig.address(), FROM, large));
        await().until(() -> rig.node.messages.size() == 1);
    }

    @Test
    public void connectionsToOthersThanTheRetainedAreClosedQuietly() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> send(peers, 1));
        await().until(() -> rig.counter("connections.open") == 1 && rig.node.messages.size() == 1);
        rig.onLoop(() -> peers.retain(Set.of(rig.address())));
        rig.onLoop(() -> send(peers, 2));
        await().until(() -> rig.node.messages.size() == 2);
        assertEquals(1, rig.counter("connections.accepted"));
        rig.onLoop(() -> peers.retain(Set.of()));
        await().until(() -> rig.counter("connections.open") == 0);
        rig.onLoop(() -> send(peers, 3));
        await().until(() -> rig.node.messages.size() == 3);
        assertEquals(2, rig.counter("connections.accepted"));
        assertEquals(List.of(), down);
    }

    @Test
    public void anUnusedConnectionIsClosedQuietly() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(TestLimits.ofPeers("idleMillis", 100), down::add);
        rig.onLoop(() -> send(peers, 1));
        await().until(() -> rig.counter("connections.accepted") == 1 && rig.counter("connections.open") == 0);
        assertEquals(1, rig.node.messages.size());
        assertEquals(List.of(), down);
    }

    @Test
    public void disconnectingMakesTheNextMessageOpenANewConnection() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> send(peers, 1));
        await().until(() -> rig.node.messages.size() == 1);
        rig.onLoop(() -> {
            peers.disconnect(rig.address());
            send(peers, 2);
        });
        await().until(() -> rig.node.messages.size() == 2);
        assertEquals(2, rig.counter("connections.accepted"));
        assertEquals(List.of(), down);
    }

    @Test
    public void afterClosingNothingIsSentAndNoLossIsTold() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> send(peers, 1));
        await().until(() -> rig.node.messages.size() == 1);
        peers.close();
        rig.onLoop(() -> send(peers, 2));
        await().until(() -> rig.counter("connections.open") == 0);
        assertEquals(1, rig.node.messages.size());
        assertEquals(List.of(), down);
    }

    @Test
    public void useByAnotherThreadThanTheLoopIsADefect() throws Exception {
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        assertThrows(Invariant.Broken.class, () -> peers.send("127.0.0.1:1", FROM, new Message.Query(1)));
    }

    @Test
    public void addressesAreHostAndPort() {
        assertEquals(new InetSocketAddress("127.0.0.1", 80), PeerConnector.parse(HostPort.parse("127.0.0.1:80")));
        assertEquals(new InetSocketAddress("::1", 80), PeerConnector.parse(HostPort.parse("[::1]:80")));
        assertFalse(
                "literals need no look-up",
                PeerConnector.parse(HostPort.parse("[::1]:80")).isUnresolved());
        assertEquals(
                InetSocketAddress.createUnresolved("node-1", 80), PeerConnector.parse(HostPort.parse("node-1:80")));
    }

    private void send(Peers peers, long id) {
        peers.send(rig.address(), FROM, new Message.Query(id));
    }

    private static LogRecord record(int valueBytes) {
        return LogRecord.encode(
                1,
                1,
                List.of(new LoggedWrite(
                        LoggedWrite.Kind.PUT, new Key("k".getBytes(UTF_8)), new byte[valueBytes], null, null)));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
