package io.catena.server.rpc;

import static io.catena.server.rpc.ClientCallsTest.buffer;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Message;
import io.catena.server.chain.Origin;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResults;
import io.netty.util.ResourceLeakDetector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.protocol.TMessageType;
import org.junit.Rule;
import org.junit.Test;

/** The memory of all connections together is bounded, and connections that hold little are served all the same. */
public class SharedMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    @Rule
    public final RpcRig rig = new RpcRig();

    @Test
    public void repliesThatManyConnectionsDoNotReadAreBoundedTogether() throws Exception {
        answerWith(4 << 20);
        rig.start(TestLimits.of("maxOutputBytes", 32 * MEBIBYTE));
        Catena.Client other = rig.client();
        long most = 0;
        for (int i = 0; i < 30; i++) {
            RawClient deaf = rig.raw();
            for (int call = 0; call < 8; call++) {
                deaf.call("get", call, new Catena.get_args(buffer("k"), null));
            }
            assertEquals("c", other.layout(1).getCluster());
            most = Math.max(most, rig.usedBytes());
        }
        assertTrue("used: " + most, most < 56 * MEBIBYTE);
        assertTrue(rig.log.linesWith("the other side does not read its replies").size() > 0);
    }

    @Test
    public void manySmallRepliesThatAreNotReadTakeNoMoreThanTheyCount() throws Exception {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE); // a higher level would take most of the time
        rig.start(TestLimits.of("maxOutputBytes", 16 * MEBIBYTE));
        Catena.Client other = rig.client();
        byte[] layout = RawClient.frame("layout", TMessageType.CALL, 1, RawClient.bytes(new Catena.layout_args(1)));
        byte[] many = new byte[layout.length * 20_000];
        for (int at = 0; at < many.length; at += layout.length) {
            System.arraycopy(layout, 0, many, at, layout.length);
        }
        List<Thread> deaf = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawClient raw = rig.raw();
            deaf.add(new Thread(() -> {
                try {
                    raw.send(many);
                } catch (java.io.IOException e) {
                    return; // the server closes it, or it ends with the test
                }
            }));
        }
        deaf.forEach(Thread::start);
        long most = 0;
        for (int i = 0; i < 200; i++) {
            assertEquals("c", other.layout(1).getCluster());
            most = Math.max(most, rig.usedBytes());
        }
        assertTrue("used: " + most, most < 24 * MEBIBYTE);
    }

    @Test
    public void aConnectionThatDoesNotReadIsNotReadFromBeforeItHasToBeClosed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        rig.node = new FakeNode() {
            @Override
            public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
                calls.incrementAndGet();
                reply.succeed(new ReadResults(List.of(new ReadResult().setValue(new byte[64 << 10])), 1));
            }
        };
        rig.start(TestLimits.of("maxOutputBytes", 2 * MEBIBYTE, "outputPauseBytes", 1 << 30));
        RawClient deaf = rig.raw();
        int sent = 1_000;
        for (int call = 0; call < sent; call++) {
            deaf.call("get", call, new Catena.get_args(buffer("k"), null));
        }
        int[] before = {-1};
        await().pollInterval(Duration.ofMillis(300)).until(() -> before[0] == (before[0] = calls.get()));
        assertTrue(calls + " calls", calls.get() < sent);
        assertEquals(0, rig.counter("connections.faulty"));
    }

    @Test
    public void callsBeyondTheMemoryForThemAreOverloadButNotForConnectionsThatHoldLittle() throws Exception {
        WaitingNode waitingNode = new WaitingNode();
        rig.node = waitingNode;
        List<Reply<WriteResults>> waiting = waitingNode.holdWrites();
        rig.start(TestLimits.of("maxRequestBytes", 16 * MEBIBYTE));
        Catena.Client small = rig.client();
        Catena.write_args large = new Catena.write_args(List.of(put(1 << 20), put(1 << 20), put(1 << 20)), null);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(rig.raw().call("write", i, large));
            int fitting = Math.min(4, i + 1);
            await().until(() -> waiting.size() == fitting);
        }
        for (RawClient client : clients.subList(4, 6)) {
            Catena.write_result result = new Catena.write_result();
            result.read(client.answer().body());
            assertEquals(UnavailableReason.OVERLOADED, result.getUnavailable().getReason());
        }
        assertEquals(
                "a read of one key",
                0,
                small.read(List.of(buffer("k")), null).getResults().get(0).getVersion());
        waiting.forEach(reply -> reply.fail(new Unavailable("enough", UnavailableReason.CHANGING)));
        clients.get(4).call("write", 7, large);
        await("there is room again").until(() -> waiting.size() == 5);
        waiting.get(4).fail(new Unavailable("enough", UnavailableReason.CHANGING));
    }

    @Test
    public void aConnectionThatHoldsMuchIsNotReadFromUntilItIsAnswered() throws Exception {
        WaitingNode waitingNode = new WaitingNode();
        rig.node = waitingNode;
        List<Reply<WriteResults>> waiting = waitingNode.holdWrites();
        rig.start(TestLimits.of("maxRequestBytes", 2 * MEBIBYTE));
        RawClient greedy = rig.raw();
        Catena.write_args one = new Catena.write_args(List.of(put(100_000)), null);
        for (int i = 0; i < 40; i++) {
            greedy.call("write", i, one);
        }
        int answered = 0;
        while (answered < 40) {
            int from = answered;
            await().until(() -> waiting.size() > from);
            assertTrue("under way: " + (waiting.size() - from), waiting.size() - from <= 12);
            waiting.get(answered++).succeed(new WriteResults(List.of(), 1));
        }
        for (int i = 0; i < 40; i++) {
            assertEquals(TMessageType.REPLY, greedy.answer().header().type);
        }
    }

    @Test
    public void whatANodeSendsCountsByItselfAndIsNotClosedForWhatClientsSend() throws Exception {
        rig.start(TestLimits.of("maxBufferedInputBytes", 2 * MEBIBYTE));
        RawClient node = rig.raw().send(message(new Message.Query(1)));
        await().until(() -> rig.node.messages.size() == 1);
        LogRecord record = LogRecord.encode(
                1,
                1,
                List.of(new LoggedWrite(LoggedWrite.Kind.PUT, new Key(new byte[] {1}), new byte[3 << 20], null, null)));
        byte[] append = message(new Message.Append(1, 1, List.of(record), 0, 0, 0));
        node.send(append, append.length - 1);
        byte[] put = RawClient.frame("put", TMessageType.CALL, 1, new byte[4 << 20]);
        for (int i = 0; i < 6; i++) {
            rig.raw().send(put, 700 << 10);
        }
        await().until(() -> rig.counter("connections.faulty") >= 2);
        node.send(append[append.length - 1]);
        await("the node is heard on").until(() -> rig.node.messages.size() == 2);
    }

    private static byte[] message(Message message) throws Exception {
        MessageCodec.Outgoing outgoing = MessageCodec.encode(new Message.Envelope(1, 1, "n", 1), message);
        return RawClient.frame(outgoing.name(), TMessageType.ONEWAY, 0, RawClient.bytes(outgoing.arguments()));
    }

    private static Write put(int bytes) {
        return new Write(WriteKind.PUT, buffer("k"), false).setValue(new byte[bytes]);
    }

    private void answerWith(int bytes) {
        rig.node = new FakeNode() {
            @Override
            public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
                reply.succeed(new ReadResults(List.of(new ReadResult().setValue(new byte[bytes])), 1));
            }
        };
    }
}
