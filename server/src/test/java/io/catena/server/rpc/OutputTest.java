package io.catena.server.rpc;

import static org.junit.Assert.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.After;
import org.junit.Test;

public class OutputTest {
    private static final int FRAME_BYTES = 1_000;

    /** What was written and is not taken yet. */
    private final Deque<ChannelPromise> written = new ArrayDeque<>();

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(ChannelHandlerContext ctx, Object frame, ChannelPromise promise) {
            ReferenceCountUtil.release(frame);
            written.addLast(promise);
        }
    });
    private final Output output = new Output(channel, new RpcCounters(), new Budget(1 << 20).open(why -> {}), () -> {});

    @After
    public void end() {
        channel.finishAndReleaseAll();
    }

    private void write() {
        output.write(Unpooled.buffer(FRAME_BYTES).writeZero(FRAME_BYTES));
    }

    @Test
    public void whatGoesOnIsNotStalledAlthoughAsMuchWaitsEachTimeItIsLookedAt() {
        write();
        long waitingBytes = output.pendingBytes();
        output.stalledNanos(0);
        written.removeFirst().setSuccess();
        assertEquals(0, output.pendingBytes());
        write();
        assertEquals(waitingBytes, output.pendingBytes());
        assertEquals("the first has been sent meanwhile", 0, output.stalledNanos(1_000));
        assertEquals("the second has not", 2_000, output.stalledNanos(3_000));
    }

    @Test
    public void whatIsSeenForTheFirstTimeHasNotStalled() {
        write();
        assertEquals(0, output.stalledNanos(5_000));
        written.removeFirst().setSuccess();
        assertEquals(0, output.stalledNanos(6_000));
        write();
        assertEquals(0, output.stalledNanos(9_000));
        assertEquals(1_000, output.stalledNanos(10_000));
    }

    @Test
    public void whatStandsStillIsStalledAlthoughMoreIsWrittenBehindIt() {
        write();
        output.stalledNanos(0);
        write();
        assertEquals(1_000, output.stalledNanos(1_000));
    }
}
