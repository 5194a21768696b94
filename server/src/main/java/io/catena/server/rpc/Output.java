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
    private long pendingBytes;
    /** The memory of all that was taken by the operating system, or lost. */
    private long takenBytes;

    private long seenTakenBytes;
    private boolean sawWaiting;
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
        writePiece(frame, frame.capacity());
    }

    /** @param keptBytes the memory that is kept until the piece is sent: the last piece of a frame keeps all of the frame */
    public void writePiece(ByteBuf piece, long keptBytes) {
        if (channel.isOpen()) {
            write(piece, keptBytes, channel.newPromise());
        } else {
            piece.release();
        }
    }

    public void write(ByteBuf frame, ChannelPromise promise) {
        write(frame, frame.capacity(), promise);
    }

    private void write(ByteBuf frame, long keptBytes, ChannelPromise promise) {
        if (!channel.isOpen()) {
            frame.release();
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        counters.bytesOut.add(frame.readableBytes());
        long memoryBytes = FRAME_MEMORY_BYTES + keptBytes;
        channel.write(frame, promise);
        pendingBytes += memoryBytes;
        memory.charge(memoryBytes);
        promise.addListener(done -> {
            pendingBytes -= memoryBytes;
            takenBytes += memoryBytes;
            memory.release(memoryBytes);
            onRelease.run();
        });
        if (!channel.isActive()) {
            return; // flushed when the connection is open: Netty fails frames that are flushed before
        }
        if (pendingBytes > EAGER_BYTES) {
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
        return pendingBytes;
    }

    /**
     * How long output has waited without progress, in nanoseconds, as far as calls of this method have seen; 0 if none
     * waits.
     */
    public long stalledNanos(long nowNanos) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long progress = buffer == null ? 0 : buffer.currentProgress();
        boolean waits = pendingBytes > 0;
        if (!waits || !sawWaiting || takenBytes != seenTakenBytes || progress != seenProgress) {
            progressAtNanos = nowNanos;
        }
        sawWaiting = waits;
        seenTakenBytes = takenBytes;
        seenProgress = progress;
        return nowNanos - progressAtNanos;
    }
}
