package io.catena.server.rpc;

import static io.catena.server.rpc.ClientCallsTest.buffer;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.rpc.inbound.RpcServer;
import io.catena.server.rpc.outbound.PeerCallException;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.Layout;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TSerializable;
import org.junit.Rule;
import org.junit.Test;

/** Calls to other nodes, and whether a lost call may have been done. */
public class PeerCallsTest {
    private static final long LONG_MILLIS = 60_000;

    @Rule
    public final RpcRig rig = new RpcRig();

    private final List<String> down = new CopyOnWriteArrayList<>();
    private final WaitingNode node = new WaitingNode();
    private final List<Reply<Layout>> waiting = node.holdLayouts();

    @Test
    public void aCallGetsItsResult() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        Write put = new Write(WriteKind.PUT, buffer("k"), false).setValue(buffer("v"));
        assertEquals(
                5,
                get(call(peers, Methods.WRITE, new Catena.write_args(List.of(put), null), LONG_MILLIS))
                        .getEpoch());
        assertEquals(99L, (long) get(call(peers, Methods.OPEN_SESSION, new Catena.openSession_args(), LONG_MILLIS)));
        assertEquals(
                "n1",
                get(call(peers, Methods.STATUS, new CatenaAdmin.status_args(), LONG_MILLIS))
                        .getNodeId());
        assertEquals(null, get(call(peers, Methods.DIE, new CatenaAdmin.die_args(), LONG_MILLIS)));
        assertEquals("one connection for all", 1, rig.counter("connections.accepted"));
    }

    @Test
    public void exceptionsArriveAsThemselves() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        CompletableFuture<?> declared = layout(peers, LONG_MILLIS);
        CompletableFuture<?> undeclared = layout(peers, LONG_MILLIS);
        await().until(() -> waiting.size() == 2);
        Unavailable unavailable = new Unavailable("no", UnavailableReason.NO_CHAIN);
        waiting.get(1).fail(new IllegalStateException("a defect there"));
        waiting.get(0).fail(unavailable);
        assertEquals(unavailable, failure(declared, Unavailable.class));
        assertEquals(
                "a defect there",
                failure(undeclared, TApplicationException.class).getMessage());
    }

    @Test
    public void answersComeInAnyOrder() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        List<CompletableFuture<Layout>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(layout(peers, LONG_MILLIS));
        }
        await().until(() -> waiting.size() == 100);
        for (int i = 99; i >= 0; i--) {
            waiting.get(i).succeed(new Layout("c", i, 1, List.of(), 1));
            assertEquals(i, get(calls.get(i)).getChain());
        }
    }

    @Test
    public void aCallThatCannotConnectWasCertainlyNotDone() throws Exception {
        rig.port = PeersTest.freePort();
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        assertFalse(lost(layout(peers, LONG_MILLIS)).mayHaveBeenDone());
        assertEquals("calls say so themselves", List.of(), down);
    }

    @Test
    public void aCallWithoutASocketWasCertainlyNotDoneAndDoesNotBlameTheOtherSide() throws Exception {
        rig.useSockets(PeersTest::noSocket);
        rig.port = PeersTest.freePort();
        PeerCallException lost = lost(layout(rig.peers(PeerLimits.defaults(), down::add), LONG_MILLIS));
        assertFalse(lost.mayHaveBeenDone());
        assertTrue(
                lost.getMessage(), lost.getMessage().endsWith("this node cannot open a socket: Too many open files"));
    }

    @Test
    public void callsToANodeThatIsGivenUpEndLongBeforeTheirTimeAndMayHaveBeenDone() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        CompletableFuture<Layout> call = layout(peers, LONG_MILLIS);
        await().until(() -> waiting.size() == 1);
        rig.onLoop(() -> peers.abandonCalls(rig.address(), "it has lost its place"));
        PeerCallException lost = lost(call);
        assertTrue(lost.mayHaveBeenDone());
        assertTrue(lost.getMessage(), lost.getMessage().endsWith("it has lost its place"));
        assertEquals(List.of(), down);
    }

    @Test
    public void aNodeThatIsGivenUpAndAnswersAtOnceIsHeardAndIsCalledOnAnotherConnection() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        CompletableFuture<Layout> before = layout(peers, LONG_MILLIS);
        await().until(() -> waiting.size() == 1);
        rig.onLoop(() -> {
            peers.abandonCalls(rig.address(), "it has lost its place");
            waiting.get(0).succeed(new Layout("c", 1, 1, List.of(), 1));
        });
        CompletableFuture<Layout> after = layout(peers, LONG_MILLIS);
        assertEquals(1, get(before).getChain());
        await().until(() -> waiting.size() == 2 && rig.counter("connections.open") == 1);
        waiting.get(1).succeed(new Layout("c", 2, 1, List.of(), 1));
        assertEquals(2, get(after).getChain());
        assertEquals(2, rig.counter("connections.accepted"));
    }

    @Test
    public void aCallThatTimesOutWhileConnectingIsWithdrawn() throws Exception {
        try (FullBacklog silent = new FullBacklog()) {
            Peers peers = rig.peers(TestLimits.ofPeers("connectTimeoutMillis", 30_000), down::add);
            CompletableFuture<Layout> call =
                    callTo(silent.address(), peers, Methods.LAYOUT, new Catena.layout_args(1), 50);
            assertFalse(lost(call).mayHaveBeenDone());
        }
    }

    @Test
    public void aCallThatTimesOutMayHaveBeenDoneAndItsLateAnswerIsDropped() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        CompletableFuture<Layout> call = layout(peers, 50);
        assertTrue(lost(call).mayHaveBeenDone());
        await().until(() -> waiting.size() == 1);
        waiting.get(0).succeed(new Layout("c", 1, 1, List.of(), 1));
        assertEquals(99L, (long) get(call(peers, Methods.OPEN_SESSION, new Catena.openSession_args(), LONG_MILLIS)));
        assertEquals(1, rig.counter("connections.accepted"));
    }

    @Test
    public void aCallThatWasWrittenWhenTheConnectionBrokeMayHaveBeenDone() throws Exception {
        rig.node = node;
        RpcServer server = rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        CompletableFuture<Layout> call = layout(peers, LONG_MILLIS);
        await().until(() -> waiting.size() == 1);
        server.close(0);
        PeerCallException lost = lost(call);
        assertTrue(lost.mayHaveBeenDone());
        assertTrue(lost.getMessage(), lost.getMessage().contains("the other side closed it"));
    }

    @Test
    public void ofManyCallsOnABrokenConnectionThoseThatWereNotWrittenWereCertainlyNotDone() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Peers peers = rig.peers(TestLimits.ofPeers("maxOutputBytes", 64 << 20), down::add);
            Write put = new Write(WriteKind.PUT, buffer("k"), false).setValue(ByteBuffer.allocate(1 << 20));
            Catena.write_args args = new Catena.write_args(List.of(put), null);
            List<CompletableFuture<?>> calls = new ArrayList<>();
            String address = "127.0.0.1:" + deaf.getLocalPort();
            for (int i = 0; i < 20; i++) {
                calls.add(callTo(address, peers, Methods.WRITE, args, LONG_MILLIS));
            }
            Socket accepted = deaf.accept();
            await("the first is written").until(() -> accepted.getInputStream().available() > 0);
            accepted.setSoLinger(true, 0);
            accepted.getInputStream().readNBytes(2 << 20);
            accepted.close();
            assertTrue(lost(calls.get(0)).mayHaveBeenDone());
            assertFalse(lost(calls.get(19)).mayHaveBeenDone());
        }
    }

    @Test
    public void moreCallsThanMayBeUnderWayFailAsNotDone() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(TestLimits.ofPeers("maxCallsPerPeer", 2), down::add);
        List<CompletableFuture<Layout>> calls = Collections.nCopies(2, null).stream()
                .map(none -> layout(peers, LONG_MILLIS))
                .toList();
        assertFalse(lost(layout(peers, LONG_MILLIS)).mayHaveBeenDone());
        await().until(() -> waiting.size() == 2);
        waiting.forEach(reply -> reply.succeed(new Layout("c", 1, 1, List.of(), 1)));
        for (CompletableFuture<Layout> call : calls) {
            get(call);
        }
    }

    @Test
    public void aCallThatDoesNotFitIntoAFrameFailsAsNotDone() throws Exception {
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        Write large = new Write(WriteKind.PUT, buffer("k"), false).setValue(ByteBuffer.allocate(9 << 20));
        PeerCallException lost =
                lost(call(peers, Methods.WRITE, new Catena.write_args(List.of(large), null), LONG_MILLIS));
        assertFalse(lost.mayHaveBeenDone());
        assertTrue(lost.getMessage(), lost.getMessage().contains("8388608"));
    }

    @Test
    public void aConnectionThatSaysNothingIsGivenUpWhenACallTimesOut() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(TestLimits.ofPeers("callSilenceMillis", 100), down::add);
        CompletableFuture<Layout> patient = layout(peers, LONG_MILLIS);
        assertTrue(lost(layout(peers, 200)).mayHaveBeenDone());
        assertTrue("goes with its connection", lost(patient).mayHaveBeenDone());
        assertEquals(99L, (long) get(call(peers, Methods.OPEN_SESSION, new Catena.openSession_args(), LONG_MILLIS)));
        assertEquals(2, rig.counter("connections.accepted"));
    }

    @Test
    public void aConnectionThatIsNotRetainedStaysUntilItsCallsAreAnswered() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        CompletableFuture<Layout> call = layout(peers, LONG_MILLIS);
        await().until(() -> waiting.size() == 1);
        rig.onLoop(() -> peers.retain(Set.of()));
        waiting.get(0).succeed(new Layout("c", 7, 1, List.of(), 1));
        assertEquals(7, get(call).getChain());
        await().until(() -> rig.counter("connections.open") == 0);
    }

    @Test
    public void closingFailsTheCallsUnderWay() throws Exception {
        rig.node = node;
        rig.start(RpcRig.LIMITS);
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        CompletableFuture<Layout> call = layout(peers, LONG_MILLIS);
        await().until(() -> waiting.size() == 1);
        peers.close();
        assertTrue(lost(call).mayHaveBeenDone());
        assertFalse(lost(layout(peers, LONG_MILLIS)).mayHaveBeenDone());
    }

    private CompletableFuture<Layout> layout(Peers peers, long timeoutMillis) {
        return call(peers, Methods.LAYOUT, new Catena.layout_args(1), timeoutMillis);
    }

    private <A extends TSerializable, T> CompletableFuture<T> call(
            Peers peers, RemoteMethod<A, T> method, A args, long timeoutMillis) {
        return callTo(rig.address(), peers, method, args, timeoutMillis);
    }

    private <A extends TSerializable, T> CompletableFuture<T> callTo(
            String address, Peers peers, RemoteMethod<A, T> method, A args, long timeoutMillis) {
        CompletableFuture<T> result = new CompletableFuture<>();
        rig.onLoop(() -> {
            peers.call(address, method, args, timeoutMillis, new Reply<T>() {
                @Override
                public void succeed(T value) {
                    result.complete(value);
                }

                @Override
                public void fail(Exception error) {
                    result.completeExceptionally(error);
                }
            });
            assertFalse("never from inside the call", result.isDone());
        });
        return result;
    }

    private static <T> T get(CompletableFuture<T> call) throws Exception {
        return call.get(10, TimeUnit.SECONDS);
    }

    private static PeerCallException lost(CompletableFuture<?> call) {
        return failure(call, PeerCallException.class);
    }

    private static <E extends Exception> E failure(CompletableFuture<?> call, Class<E> type) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(call));
        return type.cast(failed.getCause());
    }
}
