package io.catena.server.rpc;

import static io.catena.server.rpc.ClientCallsTest.buffer;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Origin;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.protocol.TMessageType;
import org.junit.Rule;
import org.junit.Test;

/** Rows 42, 43 and 50 of the list of faults: connections that are too many, too slow, or that do not read replies. */
public class HostileConnectionsTest {
    private static final long MEBIBYTE = 1 << 20;

    @Rule
    public final RpcRig rig = new RpcRig();

    @Test
    public void row42_aFloodOfConnectionsIsRefusedWhileOldOnesAreServed() throws Exception {
        rig.start(TestLimits.of("maxConnections", 4, "firstWordMillis", 100));
        Catena.Client client = rig.client();
        client.layout(1);
        for (int i = 0; i < 300; i++) {
            rig.raw();
        }
        await().until(() -> rig.counter("connections.refused") == 297);
        for (int i = 0; i < 5; i++) {
            RawClient late = rig.raw();
            late.expectClosed();
        }
        assertEquals("c", client.layout(1).getCluster());
        assertEquals(4, rig.counter("connections.open"));
        assertTrue(rig.log.linesWith("refused").size() <= RateLimitedLog.BURST + 5);
    }

    @Test
    public void row42_aPlaceThatBecomesFreeIsGivenAway() throws Exception {
        rig.start(TestLimits.of("maxConnections", 1));
        rig.raw().close();
        await().until(() -> rig.counter("connections.accepted") == 1 && rig.counter("connections.open") == 0);
        assertEquals("c", rig.client().layout(1).getCluster());
    }

    @Test
    public void row43_fourBytesAndSilenceAreClosedAfterTheFrameDeadline() throws Exception {
        rig.start(TestLimits.of("frameDeadlineMillis", 200));
        Catena.Client client = rig.client();
        client.layout(1);
        long startNanos = System.nanoTime();
        rig.raw().sendInt(1000).expectClosed();
        assertTrue(System.nanoTime() - startNanos >= TimeUnit.MILLISECONDS.toNanos(200));
        assertEquals("an idle connection is no slow one", "c", client.layout(1).getCluster());
        assertEquals(
                1, rig.log.linesWith("a frame was not complete within 200 ms").size());
    }

    @Test
    public void row43_aDripOfBytesIsClosedAfterTheFrameDeadline() throws Exception {
        rig.start(TestLimits.of("frameDeadlineMillis", 300));
        RawClient drip = rig.raw();
        byte[] frame = RawClient.frame("layout", TMessageType.CALL, 1, new byte[1000]);
        assertThrows(
                "the server closes while bytes still come",
                IOException.class,
                () -> await().pollInterval(10, TimeUnit.MILLISECONDS).until(new Drip(drip, frame)::next));
        assertEquals(1, rig.counter("connections.faulty"));
    }

    /** Sends one byte each time it is called. */
    private static final class Drip {
        private final RawClient to;
        private final byte[] bytes;
        private int sent;

        Drip(RawClient to, byte[] bytes) {
            this.to = to;
            this.bytes = bytes;
        }

        boolean next() throws IOException {
            to.send(bytes[sent++]);
            return sent == bytes.length;
        }
    }

    @Test
    public void row43_partialFramesOfAllConnectionsTogetherAreBounded() throws Exception {
        rig.start(TestLimits.of("maxBufferedInputBytes", 2 * MEBIBYTE));
        byte[] half = RawClient.frame("put", TMessageType.CALL, 1, new byte[4 << 20]);
        RawClient small = rig.raw().send(half, 300 << 10);
        RawClient large = rig.raw();
        assertThrows(IOException.class, () -> {
            large.send(half, 3 << 20);
            large.expectClosed();
            throw new IOException("closed in order");
        });
        assertEquals(1, rig.log.linesWith("about the most of all connections").size());
        await("the smaller one stays").until(() -> rig.counter("connections.open") == 1);
        assertEquals(1, rig.counter("connections.faulty"));
        small.close();
    }

    @Test
    public void row43_anUnusedConnectionIsClosedButNotOneThatWaitsForItsAnswer() throws Exception {
        WaitingNode node = new WaitingNode();
        rig.node = node;
        List<Reply<Long>> waiting = node.holdSessions();
        rig.start(TestLimits.of("idleMillis", 200));
        RawClient patient = rig.raw().call("openSession", 1, new Catena.openSession_args());
        await().until(() -> waiting.size() == 1);
        rig.raw().expectClosed();
        assertEquals(0, rig.counter("connections.faulty"));
        waiting.get(0).succeed(3L);
        assertEquals(1, patient.answer().header().seqid);
        patient.expectClosed();
    }

    @Test
    public void row50_aClientThatReadsNoRepliesIsClosedAndHoldsBoundedMemory() throws Exception {
        bigAnswers(true);
        rig.start(TestLimits.of("frameDeadlineMillis", 400, "outputPauseBytes", 2 << 20));
        RawClient deaf = rig.raw();
        for (int i = 0; i < 500; i++) {
            deaf.call("get", i, new Catena.get_args(buffer("k"), null));
        }
        await().until(() -> rig.counter("connections.faulty") == 1);
        assertTrue(rig.counter("bytes.out") < 32 * MEBIBYTE);
        assertEquals(
                1,
                rig.log
                        .linesWith("the other side has read no replies for 400 ms")
                        .size());
        assertEquals("c", rig.client().layout(1).getCluster());
    }

    @Test
    public void row50_repliesThatComeAllAtOnceAreBoundedToo() throws Exception {
        List<Reply<ReadResults>> waiting = bigAnswers(false);
        rig.start(TestLimits.of("maxOutputBytes", 16 * MEBIBYTE, "outputPauseBytes", 2 << 20));
        RawClient deaf = rig.raw();
        for (int i = 0; i < 100; i++) {
            deaf.call("get", i, new Catena.get_args(buffer("k"), null));
        }
        await().until(() -> waiting.size() == 100);
        rig.onLoop(() -> waiting.forEach(reply -> reply.succeed(bigAnswer())));
        await().until(() -> rig.counter("connections.faulty") == 1);
        assertTrue(rig.counter("bytes.out") < 32 * MEBIBYTE);
    }

    @Test
    public void row50_aSlowReaderGetsEverything() throws Exception {
        bigAnswers(true);
        rig.start(TestLimits.of("outputPauseBytes", 2 << 20));
        RawClient slow = rig.raw();
        for (int i = 0; i < 60; i++) {
            slow.call("get", i, new Catena.get_args(buffer("k"), null));
        }
        for (int i = 0; i < 60; i++) {
            assertEquals(i, slow.answer().header().seqid);
        }
        assertEquals(0, rig.counter("connections.faulty"));
    }

    /** Answers each get with one mebibyte, at once or when the test says so. */
    private List<Reply<ReadResults>> bigAnswers(boolean atOnce) {
        List<Reply<ReadResults>> waiting = new CopyOnWriteArrayList<>();
        rig.node = new FakeNode() {
            @Override
            public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
                if (atOnce) {
                    reply.succeed(bigAnswer());
                } else {
                    waiting.add(reply);
                }
            }
        };
        return waiting;
    }

    private static ReadResults bigAnswer() {
        return new ReadResults(List.of(new ReadResult().setValue(new byte[1 << 20])), 1);
    }
}
