package io.catena.server.rpc.inbound;

import io.catena.server.rpc.Budget;
import io.catena.server.rpc.Frames;
import io.catena.server.rpc.Output;
import io.catena.server.rpc.Source;
import io.catena.server.threads.LastResort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessage;

/**
 * The replies of one connection, sent in the order in which they are made (Q9). A short one is sent at once. Of all others the
 * connection hands on a piece at a time, when its turn comes, and nothing while the operating system has not taken what was handed
 * on before. So encryption takes a bounded part of each turn of the loop, and what is neither encrypted nor copied yet can be
 * dropped at once. What waits is charged to the connection's account. The connection's event loop owns it.
 */
final class ReplyQueue {
    /** While this much was handed on and not taken by the operating system, no more is. */
    static final int WINDOW_BYTES = 256 << 10;

    static final int PIECE_BYTES = 64 << 10;
    /** What one that waits takes in memory beside its bytes. */
    private static final int WAITING_MEMORY_BYTES = 300;

    /** More than a header has: it names a method of this program. */
    private static final int HEADER_BYTES = 300;

    private static final Runnable NOTHING = () -> {};

    private final Channel channel;
    private final Output output;
    private final Budget.Account memory;
    private final Turns turns;
    private final LongSupplier source;
    private final RpcLimits limits;
    private final Runnable turn = this::turn;
    private final Runnable goOn = LastResort.surviving("the sending of replies that wait", this::goOn);
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    /** The rest of a frame of which pieces are sent; null if there is none. */
    private ByteBuf rest;
    /** What it is charged with: all of its memory until its last piece is handed on, which keeps it. */
    private long restBytes;
    /** What {@link #waiting} and {@link #rest} are charged with together. */
    private long chargedBytes;
    /** Whether its turn comes. */
    private boolean lined;
    /** Whether {@link #goOn} is to run. */
    private boolean goesOn;

    private boolean ended;
    private Runnable whenSent = NOTHING;

    /** A reply that waits: its frame, or, if that would only be a copy of long values, what the frame is made of. */
    private record Waiting(ByteBuf frame, TMessage header, TSerializable body, long bytes) {
        long memoryBytes() {
            return WAITING_MEMORY_BYTES + (frame == null ? bytes : frame.capacity());
        }
    }

    /**
     * @param turns those in which replies are sent
     * @param source the number of the {@link Source} of the connection at present
     */
    ReplyQueue(
            Channel channel, Output output, Budget.Account memory, Turns turns, LongSupplier source, RpcLimits limits) {
        this.channel = channel;
        this.output = output;
        this.memory = memory;
        this.turns = turns;
        this.source = source;
        this.limits = limits;
    }

    /** Whether none waits here; what was handed on may wait still. */
    boolean isEmpty() {
        return waiting.isEmpty() && rest == null;
    }

    /**
     * Whether so much waits, here and behind it, that no more should be made; where that was so before, until there is some room
     * again.
     */
    boolean areEnough(boolean already) {
        int pauseBytes = limits.outputPauseBytes();
        return memory.heldBytes() > (already ? pauseBytes / 2 : pauseBytes) || memory.hasItsShare(already);
    }

    /**
     * @throws io.catena.server.rpc.FrameTransport.FrameTooLongException if it does not fit into a frame
     * @throws TException if it is incomplete
     */
    void add(TMessage header, TSerializable body) throws TException {
        if (ended) {
            return;
        }
        if (!isEmpty() || output.pendingBytes() >= WINDOW_BYTES) {
            keep(header, body);
            return;
        }
        ByteBuf frame = encode(header, body, 0);
        int bytes = frame.readableBytes();
        if (bytes <= Turns.SHORT_BYTES || bytes <= PIECE_BYTES && hasTurn(bytes)) {
            output.write(frame);
        } else {
            keep(waiting(frame));
            if (!lined) {
                goOn();
            }
        }
    }

    private ByteBuf encode(TMessage header, TSerializable body, long bodyBytes) throws TException {
        return Frames.encode(channel.alloc(), header, body, (int) bodyBytes, limits.maxFrameBytes());
    }

    private void keep(TMessage header, TSerializable body) throws TException {
        WireSize size = WireSize.of(body);
        if (size.isMostlyLong() && size.bytes() + HEADER_BYTES <= limits.maxFrameBytes()) {
            keep(new Waiting(null, header, body, size.bytes()));
        } else {
            keep(waiting(encode(header, body, 0)));
        }
    }

    private static Waiting waiting(ByteBuf frame) {
        return new Waiting(frame, null, null, frame.readableBytes());
    }

    private void keep(Waiting last) {
        waiting.addLast(last);
        charge(last.memoryBytes());
    }

    /** It may be that this very connection is closed for it, so that nothing waits behind this call. */
    private void charge(long bytes) {
        chargedBytes += bytes;
        memory.charge(bytes);
    }

    private void release(long bytes) {
        chargedBytes -= bytes;
        memory.release(bytes);
    }

    /** Whether this much may be sent at once. If not, its turn comes. */
    private boolean hasTurn(int bytes) {
        lined = !turns.admits(source.getAsLong(), turn, bytes);
        return !lined;
    }

    private void turn() {
        lined = false;
        goOn();
    }

    /** To be called when some output was taken by the operating system, or lost. */
    void hasRoom() {
        if (!isEmpty() && !lined && !goesOn && output.pendingBytes() < WINDOW_BYTES) {
            goesOn = true;
            // In a task of its own, because the caller may be in the middle of sending.
            channel.eventLoop().execute(goOn);
        }
    }

    private void goOn() {
        goesOn = false;
        while (!lined && !isEmpty() && output.pendingBytes() < WINDOW_BYTES) {
            sendPiece();
        }
        tellWhenSent();
    }

    private void sendPiece() {
        long leftBytes = rest == null ? waiting.peekFirst().bytes() : rest.readableBytes();
        int pieceBytes = (int) Math.min(PIECE_BYTES, leftBytes);
        if (!hasTurn(pieceBytes)) {
            return;
        }
        if (rest == null) {
            begin(waiting.pollFirst());
        }
        if (ended) {
            return;
        }
        ByteBuf piece = rest.readRetainedSlice(pieceBytes);
        if (rest.isReadable()) {
            output.write(piece);
        } else {
            long keptBytes = rest.capacity();
            rest.release();
            rest = null;
            release(restBytes);
            output.writePiece(piece, keptBytes);
        }
    }

    private void begin(Waiting first) {
        rest = first.frame() == null ? encodeLate(first) : first.frame();
        restBytes = WAITING_MEMORY_BYTES + rest.capacity();
        release(first.memoryBytes());
        charge(restBytes);
    }

    private ByteBuf encodeLate(Waiting first) {
        try {
            return encode(first.header(), first.body(), HEADER_BYTES + first.bytes());
        } catch (TException e) {
            throw new IllegalStateException("a reply cannot be written whose size was found out before", e);
        }
    }

    /** Runs the task when all replies so far have been handed on. */
    void whenSent(Runnable task) {
        whenSent = task;
        tellWhenSent();
    }

    private void tellWhenSent() {
        if (isEmpty() && !ended) {
            Runnable task = whenSent;
            whenSent = NOTHING;
            task.run();
        }
    }

    /** Drops all that waits. */
    void end() {
        ended = true;
        for (Waiting each : waiting) {
            if (each.frame() != null) {
                each.frame().release();
            }
        }
        waiting.clear();
        if (rest != null) {
            rest.release();
            rest = null;
        }
        release(chargedBytes);
    }
}
