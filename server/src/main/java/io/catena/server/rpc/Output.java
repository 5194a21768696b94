package io.catena.server.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;

/**
 * Writes to a connection. Frames that are written in one turn of the event loop are sent together at its end, or at
 * once when they exceed {@link #EAGER_BYTES}. Frames that wait are charged to an account by the memory that they take.
 */
public final class Output {
    private static final int EAGER_BYTES = 256 << 10;
    /**
     * What a frame takes in memory beside its bytes: the buffer, its place in the queue, the promise and its listeners.
     */
    private static final int FRAME_MEMORY_BYTES = 300;

    private final Channel channel;
    private final RpcCounters counters;
    private final Budget.Account memory;
    private final Runnable onRelease;
    private final Runnable flush = this::flush;
    private boolean flushComing;
    private long seenPendingBytes;
    private long seenProgress;
    private long progressAtNanos;

    /** @param onRelease is run each time a frame was taken by the operating system, or was lost */
    public Output(Channel channel, RpcCounters counters, Budget.Account memory, Runnable onRelease) {
        this.channel = channel;
        this.counters = counters;
        this.memory = memory;
        this.onRelease = onRelease;
    }

    public void write(ByteBuf frame) {
        if (channel.isOpen()) {
            write(frame, channel.newPromise());
        } else {
            frame.release();
        }
    }

    /** Whether it holds as much memory as {@link Budget} lets one connection hold; no more should be written then. */
    public boolean hasItsShare(boolean already) {
        return memory.hasItsShare(already);
    }

    public void write(ByteBuf frame, ChannelPromise promise) {
        if (!channel.isOpen()) {
            frame.release();
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        counters.bytesOut.add(frame.readableBytes());
        long memoryBytes = FRAME_MEMORY_BYTES + frame.capacity();
        channel.write(frame, promise);
        memory.charge(memoryBytes);
        promise.addListener(done -> {
            memory.release(memoryBytes);
            onRelease.run();
        });
        if (!channel.isActive()) {
            return; // flushed when the connection is open: Netty fails frames that are flushed before
        }
        if (pendingBytes() > EAGER_BYTES) {
            channel.flush();
        } else if (!flushComing) {
            flushComing = true;
            channel.eventLoop().execute(flush);
        }
    }

    private void flush() {
        flushComing = false;
        channel.flush();
    }

    /** The memory of what was written and has not been taken by the operating system. */
    public long pendingBytes() {
        return memory.heldBytes();
    }

    /**
     * How long output has waited without progress, in nanoseconds, as far as calls of this method have seen; 0 if none
     * waits.
     */
    public long stalledNanos(long nowNanos) {
        long pending = pendingBytes();
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long progress = buffer == null ? 0 : buffer.currentProgress();
        if (pending == 0 || pending != seenPendingBytes || progress != seenProgress) {
            progressAtNanos = nowNanos;
        }
        seenPendingBytes = pending;
        seenProgress = progress;
        return nowNanos - progressAtNanos;
    }
}
