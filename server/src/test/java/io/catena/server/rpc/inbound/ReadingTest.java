package io.catena.server.rpc.inbound;

import static io.catena.server.rpc.ClientCallsTest.buffer;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Origin;
import io.catena.server.rpc.FakeNode;
import io.catena.server.rpc.FrameDecoder;
import io.catena.server.rpc.RawClient;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcRig;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResults;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.protocol.TMessageType;
import org.junit.Rule;
import org.junit.Test;

/** When a connection is read and when not. */
public class ReadingTest {
    @Rule
    public final RpcRig rig = new RpcRig();

    private final Queue<Runnable> nextTurns = new ArrayDeque<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final FrameDecoder decoder =
            new FrameDecoder(1 << 20, 1 << 20, Set.of(), bytes -> reading().admits(bytes), new RpcCounters());
    private final Reading reading = new Reading(channel, decoder, new Turns(nextTurns::add), () -> 1);
    private int decoded;

    public ReadingTest() {
        channel.pipeline().addLast(decoder);
        channel.freezeTime();
    }

    private Reading reading() {
        return reading;
    }

    private void sends(int count, int bytes) throws Exception {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            all.writeBytes(RawClient.frame("get", TMessageType.CALL, i, new byte[bytes]));
        }
        channel.writeInbound(all);
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        channel.runPendingTasks(); // tasks that became due have added others
    }

    private int decoded() {
        for (ByteBuf frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frame.release();
            decoded++;
        }
        return decoded;
    }

    @Test
    public void afterACallThatIsTooMuchNothingIsReadForAWhileAndForLongerEachTime() throws Exception {
        int expected = 0;
        for (long millis : new long[] {100, 200, 400, 800, 1000, 1000}) {
            reading.tooMuch(1 << 20);
            sends(1, 100);
            assertFalse(channel.config().isAutoRead());
            pass(millis - 1);
            assertEquals(expected, decoded());
            reading.tooMuch(1 << 20); // by another call that was under way
            reading.served(); // by a call that was not too much
            pass(1);
            assertEquals(++expected, decoded());
            assertTrue(channel.config().isAutoRead());
        }
        reading.served();
        reading.tooMuch(1 << 20);
        pass(100);
        assertTrue("the next rest is a short one", channel.config().isAutoRead());
    }

    @Test
    public void manyShortCallsThatWereSentTogetherAreAllRefusedSoon() throws Exception {
        channel.pipeline().addLast(new SimpleChannelInboundHandler<ByteBuf>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
                decoded++;
                reading.tooMuch(frame.readableBytes());
            }
        });
        int calls = RpcLimits.defaults().maxInFlightPerConnection();
        sends(calls, 40);
        assertFalse("a client that goes on is slowed down", channel.config().isAutoRead());
        long millis = 0;
        while (decoded < calls && millis < 10_000) {
            turns();
            pass(50);
            millis += 50;
        }
        assertEquals(calls, decoded);
        assertTrue("milliseconds: " + millis, millis >= 500 && millis <= 2_000);
    }

    private void turns() {
        for (Runnable turn = nextTurns.poll(); turn != null; turn = nextTurns.poll()) {
            turn.run();
        }
    }

    @Test
    public void aConnectionWithEnoughUnderWayWhenItsTurnComesIsNotReadFrom() throws Exception {
        sends(5, 100_000);
        assertEquals("of five, as much as a turn decodes", 3, decoded());
        assertFalse(channel.config().isAutoRead());
        reading.full(true);
        nextTurns.remove().run();
        assertEquals(3, decoded());
        assertFalse(channel.config().isAutoRead());
        reading.full(false);
        channel.runPendingTasks();
        assertEquals(5, decoded());
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    public void aConnectionIsReadFromAgainWhenItsTurnComes() throws Exception {
        sends(7, 100_000);
        for (int frames = 3; frames < 7; frames += 3) {
            assertEquals(frames, decoded());
            assertFalse(channel.config().isAutoRead());
            nextTurns.remove().run();
        }
        nextTurns.remove().run();
        assertEquals(7, decoded());
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    public void aClientThatIsToldThatItIsTooMuchIsSlowedAndANodeThatAsksForManyIsNot() throws Exception {
        rig.node = new FakeNode() {
            @Override
            public void write(List<Write> writes, CallOptions options, Origin origin, Reply<WriteResults> reply) {
                reply.fail(new Unavailable("too much", UnavailableReason.OVERLOADED));
            }
        };
        rig.start(RpcRig.LIMITS);
        long clientNanos = refused(new CallOptions());
        long nodeNanos = refused(new CallOptions().setHops(1));
        long restMillis = 100 + 200 + 400;
        assertTrue("nanoseconds: " + clientNanos, clientNanos >= TimeUnit.MILLISECONDS.toNanos(restMillis) * 9 / 10);
        assertTrue(nodeNanos + " and " + clientNanos, nodeNanos < clientNanos / 2);
    }

    /** How long four calls take that are sent together, in milliseconds. */
    private long refused(CallOptions options) throws Exception {
        Write write = new Write(WriteKind.PUT, buffer("k"), false).setValue(new byte[1 << 17]);
        RawClient client = rig.raw();
        long begun = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            client.call("write", i, new Catena.write_args(List.of(write), options));
        }
        for (int i = 0; i < 4; i++) {
            Catena.write_result result = new Catena.write_result();
            result.read(client.answer().body());
            assertEquals(UnavailableReason.OVERLOADED, result.getUnavailable().getReason());
        }
        return System.nanoTime() - begun;
    }
}
