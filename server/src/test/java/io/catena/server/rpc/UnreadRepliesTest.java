package io.catena.server.rpc;

import static io.catena.server.rpc.ProtectedRig.MINE;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Catena;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TProtocol;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Large replies to small calls that were sent together on one connection (Q9). */
@RunWith(Parameterized.class)
public class UnreadRepliesTest {
    private static final int MEBIBYTE = 1 << 20;
    /** What one turn of the loop may hand on to be encrypted or sent: pieces of replies, and short ones. */
    private static final long TURN_BYTES = 512 << 10;
    /** What the connections of a test may use of Netty's memory: a frame, and what was handed on of it. */
    private static final long USED_BYTES = 4 * MEBIBYTE;

    private final RpcRig rig = new RpcRig();
    private final ProtectedRig ends = ProtectedRig.of(rig);
    private final boolean protects;
    private List<Reply<ReadResults>> reads;

    @Rule
    public final TestRule rule;

    public UnreadRepliesTest(String connections) {
        protects = connections.equals("TLS");
        rule = protects ? ends.rule() : rig;
    }

    @Parameters(name = "{0}")
    public static List<String> connections() {
        return List.of("TLS", "plain text");
    }

    /** Looks at the server in each turn of its loop. */
    private final class Watch implements Runnable {
        private long mostBytesOfATurn;
        private long mostUsedBytes;
        private long bytesOut = rig.counters.bytesOut.sum();
        private int turnsSinceAnEnd;
        /** In the third turn after a connection was closed for what it does; below 0 before. */
        private volatile long usedBytesAfterAnEnd = -1;

        private boolean ended;

        @Override
        public void run() {
            if (rig.counters.faulty.sum() > 0 && ++turnsSinceAnEnd == 3) {
                usedBytesAfterAnEnd = rig.usedBytes();
            }
            long now = rig.counters.bytesOut.sum();
            mostBytesOfATurn = Math.max(mostBytesOfATurn, now - bytesOut);
            bytesOut = now;
            mostUsedBytes = Math.max(mostUsedBytes, rig.usedBytes());
            if (!ended) {
                rig.transport.inNextTurn(this);
            }
        }

        void check() {
            rig.onLoop(() -> ended = true);
            assertTrue("of one turn: " + mostBytesOfATurn, mostBytesOfATurn <= TURN_BYTES);
            assertTrue("in use: " + mostUsedBytes, mostUsedBytes <= USED_BYTES);
        }
    }

    @Before
    public void holdReads() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE); // a higher level would take most of the time
        WaitingNode node = new WaitingNode();
        rig.node = node;
        reads = node.holdReads();
    }

    private Catena.Client client(String name) throws Exception {
        return protects ? new Catena.Client(ends.as(name)) : rig.client();
    }

    private Catena.Client asks(int calls) throws Exception {
        Catena.Client client = client("writer");
        int before = reads.size();
        for (int i = 0; i < calls; i++) {
            client.send_get(MINE, null);
        }
        await().until(() -> reads.size() == before + calls);
        return client;
    }

    /** The next reply, which is that to the call of this number, positioned at its result. */
    private static TProtocol reply(Catena.Client client, int number) throws TException {
        TProtocol in = client.getInputProtocol();
        assertEquals(number, in.readMessageBegin().seqid);
        return in;
    }

    private static byte[] value(int number) {
        byte[] value = new byte[MEBIBYTE];
        Arrays.fill(value, (byte) number);
        return value;
    }

    private static ReadResults holding(byte[] value) {
        return new ReadResults(List.of(new ReadResult().setValue(value)), 1);
    }

    /** In one turn of the loop, as when a member hears that many reads may be answered. */
    private Watch answerAll() {
        byte[] value = value(7);
        Watch watch = new Watch();
        rig.onLoop(() -> {
            reads.forEach(reply -> reply.succeed(holding(value)));
            reads.clear();
            watch.run();
        });
        return watch;
    }

    @Test
    public void repliesThatAreReadComeInTheirOrderAndAreSentPieceByPiece() throws Exception {
        rig.start(TestLimits.of("maxOutputBytes", 64 * MEBIBYTE));
        int calls = 40;
        Catena.Client client = asks(calls);
        Watch watch = new Watch();
        rig.onLoop(() -> {
            for (int i = 0; i < calls; i++) {
                reads.get(i).succeed(holding(value(i)));
            }
            watch.run();
        });
        for (int i = 0; i < calls; i++) {
            Catena.get_result result = new Catena.get_result();
            result.read(reply(client, i + 1));
            assertArrayEquals(value(i), result.getSuccess().getValue());
        }
        watch.check();
        assertEquals(0, rig.counter("connections.faulty"));
    }

    @Test
    public void repliesThatAreNotReadTakeNeitherTheLoopNorTheMemoryOfOthers() throws Exception {
        rig.start(TestLimits.of("maxOutputBytes", 64 * MEBIBYTE));
        Catena.Client other = client("reader");
        for (int time = 1; time <= 3; time++) {
            asks(200);
            Watch watch = answerAll();
            assertEquals("c", other.layout(1).getCluster());
            assertEquals(
                    "it is closed in the turn in which it takes too much", time, rig.counter("connections.faulty"));
            watch.check();
        }
        assertEquals(
                3, rig.log.linesWith("the other side does not read its replies").size());
    }

    @Test
    public void whatWasHandedOnIsGivenBackAtOnceWhenItIsNotReadInTime() throws Exception {
        rig.start(TestLimits.of("maxOutputBytes", 64 * MEBIBYTE, "frameDeadlineMillis", 400));
        asks(20);
        Watch watch = answerAll();
        await().atMost(Duration.ofMinutes(1)).until(() -> watch.usedBytesAfterAnEnd >= 0);
        assertTrue("in use: " + watch.usedBytesAfterAnEnd, watch.usedBytesAfterAnEnd < 64 << 10);
        watch.check();
        assertEquals(
                1,
                rig.log
                        .linesWith("the other side has read no replies for 400 ms")
                        .size());
    }

    @Test
    public void nothingMoreIsLookedUpForAConnectionUntilItHasReadItsReplies() throws Exception {
        rig.start(TestLimits.of("maxOutputBytes", 64 * MEBIBYTE));
        int calls = 20;
        Catena.Client client = asks(calls);
        answerAll();
        assertEquals(1, rig.node.heldUp.size());
        for (int i = 0; i < calls; i++) {
            new Catena.get_result().read(reply(client, i + 1));
        }
        await().until(() -> rig.node.heldUp.isEmpty());
        asks(calls);
        answerAll();
        assertEquals(1, rig.node.heldUp.size());
        rig.server().close(0).get();
        await("a connection that has ended").until(() -> rig.node.heldUp.isEmpty());
    }

    /** Answers that are mostly objects are encoded at once, since they take more memory than their bytes. */
    @Test
    public void repliesOfManySmallValuesThatWaitComeInTheirOrder() throws Exception {
        rig.start(TestLimits.of("maxOutputBytes", 64 * MEBIBYTE));
        int calls = 60;
        Catena.Client client = client("writer");
        for (int i = 0; i < calls; i++) {
            client.send_read(List.of(MINE), null);
        }
        await().until(() -> reads.size() == calls);
        rig.onLoop(() -> {
            for (int i = 0; i < calls; i++) {
                ReadResult[] results = new ReadResult[2_000];
                Arrays.fill(
                        results,
                        new ReadResult().setValue(new byte[] {(byte) i}).setVersion(i));
                reads.get(i).succeed(i % 7 == 0 ? holding(value(i)) : new ReadResults(Arrays.asList(results), i));
            }
        });
        for (int i = 0; i < calls; i++) {
            Catena.read_result result = new Catena.read_result();
            result.read(reply(client, i + 1));
            ReadResults results = result.getSuccess();
            assertEquals(i % 7 == 0 ? 1 : 2_000, results.getResultsSize());
            assertEquals(i, results.getResults().get(0).getValue()[0]);
        }
    }
}
