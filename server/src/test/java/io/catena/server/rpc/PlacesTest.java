package io.catena.server.rpc;

import static io.catena.server.rpc.ClientCallsTest.buffer;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Message;
import io.catena.server.rpc.inbound.RpcLimits;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.Layout;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResults;
import io.catena.thrift.catenaConstants;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.thrift.protocol.TMessageType;
import org.junit.Rule;
import org.junit.Test;

/** Which connections have a place when there are more than a node takes. */
public class PlacesTest {
    private static final long LONG_MILLIS = 60_000;

    @Rule
    public final RpcRig rig = new RpcRig();

    private void start(Object... limits) throws Exception {
        rig.start(TestLimits.of(limits));
    }

    private void fill(int places) throws Exception {
        for (int i = 0; i < places; i++) {
            rig.raw();
        }
        await().until(() -> rig.counter("connections.accepted") == places);
    }

    private static byte[] message() throws Exception {
        MessageCodec.Outgoing query = MessageCodec.encode(new Message.Envelope(1, 1, "n", 1), new Message.Query(1));
        return RawClient.frame(query.name(), TMessageType.ONEWAY, 0, RawClient.bytes(query.arguments()));
    }

    private static Catena.read_args read(int hops) {
        return new Catena.read_args(List.of(buffer("k")), new CallOptions().setHops(hops));
    }

    private static UnavailableReason refusal(RawClient client) throws Exception {
        Catena.read_result result = new Catena.read_result();
        result.read(client.answer().body());
        return result.isSetUnavailable() ? result.getUnavailable().getReason() : null;
    }

    @Test
    public void nodesProbesAndOperatorsAreServedWhenClientsHaveTakenAllPlaces() throws Exception {
        start("maxConnections", 4, "firstWordMillis", LONG_MILLIS);
        fill(4);
        rig.raw().send(message());
        await().until(() -> rig.node.messages.size() == 1);
        assertEquals("n1", rig.admin().status().getNodeId());
        assertEquals("passed on by a node", null, refusal(rig.raw().call("read", 1, read(1))));
        assertEquals("c", rig.client().layout(1).getCluster());
        RawClient client = rig.raw().call("read", 1, read(0));
        assertEquals(UnavailableReason.OVERLOADED, refusal(client));
        client.expectClosed();
    }

    @Test
    public void ofThoseThatSayNothingTheOldestGoesFirstAndANodeIsHeardAmongThem() throws Exception {
        start("maxConnections", 1, "waitingConnections", 2, "firstWordMillis", LONG_MILLIS);
        fill(1);
        RawClient first = rig.raw();
        await().until(() -> rig.counter("connections.accepted") == 2);
        for (int i = 0; i < 20; i++) {
            rig.raw();
        }
        first.expectClosed();
        rig.raw().send(message());
        await().until(() -> rig.node.messages.size() == 1);
        await("place, waiting, node").until(() -> rig.counter("connections.open") == 3);
    }

    @Test
    public void aConnectionThatWaitsAndSendsNothingIsClosedSoon() throws Exception {
        start("maxConnections", 1, "firstWordMillis", 100);
        fill(1);
        rig.raw().expectClosed();
        await().until(() -> rig.counter("connections.open") == 1);
    }

    @Test
    public void aConnectionThatWasNotUsedForLongGivesItsPlaceToAClientThatSpeaks() throws Exception {
        start("maxConnections", 2, "spareMillis", 300);
        RawClient idle = rig.raw();
        await().until(() -> rig.counter("connections.accepted") == 1);
        RawClient used = rig.raw();
        await().until(() -> {
            used.call("read", 1, read(0));
            assertEquals(null, refusal(used));
            RawClient late = rig.raw().call("read", 1, read(0));
            return refusal(late) == null;
        });
        idle.expectClosed();
        used.call("read", 2, read(0));
        assertEquals(null, refusal(used));
    }

    @Test
    public void placesForNodesAreBoundedToo() throws Exception {
        start("maxConnections", 1, "reservedConnections", 1, "reservedSpareMillis", LONG_MILLIS);
        fill(1);
        rig.raw().send(message());
        await().until(() -> rig.node.messages.size() == 1);
        RawClient second = rig.raw().send(message());
        second.expectClosed();
        assertEquals(1, rig.node.messages.size());
        assertTrue(rig.log.linesWith("places for nodes and operators are taken").size() > 0);
    }

    @Test
    public void anOperatorsPlaceIsNoneForAClientsCalls() throws Exception {
        start("maxConnections", 1);
        fill(1);
        RawClient pretender = rig.raw().call("status", 1, new CatenaAdmin.status_args());
        assertEquals(TMessageType.REPLY, pretender.answer().header().type);
        pretender.call("read", 2, read(0));
        assertEquals(UnavailableReason.OVERLOADED, refusal(pretender));
        pretender.expectClosed();
    }

    @Test
    public void anOrderWithoutAPlaceIsRefusedByWhatItsMethodDeclares() throws Exception {
        start("maxConnections", 1, "reservedConnections", 1, "reservedSpareMillis", LONG_MILLIS);
        fill(1);
        assertEquals("n1", rig.admin().status().getNodeId());
        Refused die = assertThrows(Refused.class, () -> rig.admin().die(true, false, ""));
        assertEquals(RefusedReason.OVERLOADED, die.getReason());
        Refused leave = assertThrows(Refused.class, () -> rig.admin().leave(true, false, ""));
        assertEquals(RefusedReason.OVERLOADED, leave.getReason());
        assertThrows(Unavailable.class, () -> rig.admin().settings());
        assertEquals(List.of(), rig.node.orders);
    }

    @Test
    public void whatANodePassesOnForOneClientDoesNotKeepItsOthersWaiting() throws Exception {
        WaitingNode waitingNode = new WaitingNode();
        rig.node = waitingNode;
        List<Reply<WriteResults>> waiting = waitingNode.holdWrites();
        start();
        RawClient node = rig.raw();
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < catenaConstants.MAX_BATCH_OPERATIONS; i++) {
            batch.add(new Write(WriteKind.DELETE, buffer("k" + i), false));
        }
        CallOptions passedOn = new CallOptions().setHops(1);
        node.call("write", 1, new Catena.write_args(batch, passedOn));
        node.call("write", 2, new Catena.write_args(batch, passedOn));
        node.call("write", 3, new Catena.write_args(batch.subList(0, 1), passedOn));
        await().until(() -> waiting.size() == 3);
    }

    @Test
    public void aNodeLeavesItsPlaceAmongTheClientsToThem() throws Exception {
        start("maxConnections", 1);
        rig.raw().send(message());
        await().until(() -> rig.node.messages.size() == 1);
        assertEquals(null, refusal(rig.raw().call("read", 1, read(0))));
    }

    @Test
    public void aRefusedConnectionThatDoesNotReadIsClosedSoonAndNothingMoreIsReadFromIt() throws Exception {
        rig.node = new FakeNode() {
            @Override
            public void layout(int chain, Reply<Layout> reply) {
                reply.succeed(new Layout("c".repeat(3 << 20), chain, 5, List.of(), 4));
            }
        };
        start(
                "maxConnections",
                1,
                "firstWordMillis",
                LONG_MILLIS,
                "frameDeadlineMillis",
                LONG_MILLIS,
                "outputPauseBytes",
                1 << 30);
        fill(1);
        RawClient deaf = rig.raw();
        for (int call = 0; call < 8; call++) {
            deaf.call("layout", call, new Catena.layout_args(1));
        }
        deaf.call("read", 8, read(0));
        await().until(() -> rig.counter("connections.refused") == 1);
        long usedBytes = rig.usedBytes();
        byte[] append = RawClient.frame("append", TMessageType.ONEWAY, 0, new byte[15 << 20]);
        Thread sending = new Thread(() -> assertThrows(IOException.class, () -> deaf.send(append, append.length - 1)));
        sending.start();
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    long moreBytes = rig.usedBytes() - usedBytes;
                    assertTrue("more: " + moreBytes, moreBytes < 1 << 20);
                    return rig.counter("connections.open") == 1;
                });
        sending.join();
    }

    @Test
    public void aProcessThatMayOpenFewFilesTakesFewerConnections() {
        RpcLimits limits = RpcLimits.defaults().withConnections(1024, 220);
        int all = limits.maxConnections() + limits.reservedConnections() + limits.waitingConnections();
        assertTrue(limits.toString(), all <= 110 && limits.reservedConnections() >= 8);
        assertEquals(1024, RpcLimits.defaults().withConnections(1024, 1 << 20).maxConnections());
    }
}
