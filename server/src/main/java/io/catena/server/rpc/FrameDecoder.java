package io.catena.server.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundInvoker;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Decodes bytes into frames. It allocates nothing for a frame before the bytes of the frame have come, and rejects an
 * invalid frame as soon as possible: by its length, by its first word, and, if it is longer than most methods allow, by
 * its method.
 */
public final class FrameDecoder extends ByteToMessageDecoder implements PartialInput {
    static final int MAX_NAME_BYTES = 128;
    private static final int VERSION_AT = Frames.LENGTH_BYTES;
    private static final int NAME_LENGTH_AT = VERSION_AT + Integer.BYTES;
    private static final int NAME_AT = NAME_LENGTH_AT + Integer.BYTES;
    /** Version, name length, sequence number, and the end of an empty struct, in bytes. */
    private static final int SHORTEST_FRAME = Integer.BYTES + Integer.BYTES + Integer.BYTES + 1;

    /** With these two bytes a TLS handshake begins. As a length they are more than any frame may have. */
    private static final int TLS_HANDSHAKE = 0x1603;

    private static final int VERSION_MASK = 0xffff0000;
    private static final int VERSION = 0x80010000;

    private final int maxFrameBytes;
    private final int maxLongFrameBytes;
    private final Set<String> longMethods;
    private final IntPredicate gate;
    private final RpcCounters counters;
    private final Incomplete frame = new Incomplete();
    private ChannelHandlerContext context;
    /** At present no longer frame is taken, whatever its method. */
    private int mostBytes = Integer.MAX_VALUE;

    private boolean paused;
    /** Whether a frame has been handed on. */
    private boolean hasFrames;
    /** If true, all input is thrown away. */
    private boolean discards;

    /**
     * @param longMethods methods whose frames may have up to {@code maxLongFrameBytes}
     * @param gate gets the length of a frame that is complete and returns whether the frame may be handed on; if it
     *     returns false, it has called {@link #pause} too
     */
    public FrameDecoder(
            int maxFrameBytes,
            int maxLongFrameBytes,
            Set<String> longMethods,
            IntPredicate gate,
            RpcCounters counters) {
        this.maxFrameBytes = maxFrameBytes;
        this.maxLongFrameBytes = maxLongFrameBytes;
        this.longMethods = longMethods;
        this.gate = gate;
        this.counters = counters;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        counters.bytesIn.add(((ByteBuf) message).readableBytes());
        super.channelRead(ctx, message);
        frame.after(!paused && actualReadableBytes() > 0);
    }

    /** The superclass requests more input when a read brought no whole frame, even while reading is switched off. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (paused) {
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (discards) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (paused || in.readableBytes() < Frames.LENGTH_BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length >>> Short.SIZE == TLS_HANDSHAKE && !hasFrames && decrypting() == null) {
            discards = true;
            throw BadFrameException.tls();
        }
        String fault = faultOf(in, length);
        if (fault != null) {
            discards = true;
            throw new BadFrameException(fault);
        }
        if (in.readableBytes() - Frames.LENGTH_BYTES >= length && gate.test(length)) {
            in.skipBytes(Frames.LENGTH_BYTES);
            out.add(in.readRetainedSlice(length));
            frame.ended();
            hasFrames = true;
        }
    }

    /** Null where plain text is spoken. */
    private ChannelHandlerContext decrypting() {
        return context.pipeline().context(SslHandler.class);
    }

    private String faultOf(ByteBuf in, int length) {
        if (length > mostBytes) {
            return "a frame of " + length + " bytes before it has said who it is; at most " + mostBytes + " are taken";
        }
        if (length < SHORTEST_FRAME || length > maxLongFrameBytes) {
            return "a frame length of " + length + " bytes; " + SHORTEST_FRAME + " to " + maxFrameBytes + " are legal";
        }
        int at = in.readerIndex();
        int available = in.readableBytes();
        if (available >= NAME_LENGTH_AT && (in.getInt(at + VERSION_AT) & VERSION_MASK) != VERSION) {
            return "no Thrift message in the strict binary protocol";
        }
        if (available < NAME_AT) {
            return null;
        }
        int nameLength = in.getInt(at + NAME_LENGTH_AT);
        if (nameLength < 1 || nameLength > Math.min(MAX_NAME_BYTES, length - SHORTEST_FRAME)) {
            return "a method name of " + nameLength + " bytes";
        }
        if (length > maxFrameBytes && available >= NAME_AT + nameLength) {
            String name = in.toString(at + NAME_AT, nameLength, StandardCharsets.UTF_8);
            return longMethods.contains(name)
                    ? null
                    : "a frame length of " + length + " bytes; at most " + maxFrameBytes + " are legal";
        }
        return null;
    }

    /** From now on no longer frame is taken. */
    public void atMost(int bytes) {
        mostBytes = bytes;
    }

    /**
     * Until {@link #resume} no frame is handed on; bytes that have come are kept. The caller must also stop the reading
     * of the channel.
     */
    public void pause() {
        paused = true;
        frame.ended();
    }

    /** From this call on, no frame is handed on and all bytes are discarded. */
    public void discard() {
        discards = true;
    }

    /** Frames are handed on again; {@link #decodeWaiting} hands on those that came while paused. */
    public void resume() {
        paused = false;
    }

    /** Hands on the frames that came while paused. */
    public void decodeWaiting() {
        if (context.isRemoved()) {
            return;
        }
        // What decrypts passes on nothing if nothing comes.
        ChannelHandlerContext decrypting = decrypting();
        ChannelInboundInvoker before = decrypting == null ? context.pipeline() : decrypting;
        before.fireChannelRead(Unpooled.EMPTY_BUFFER);
        before.fireChannelReadComplete();
    }

    @Override
    public long waitingNanos(long nowNanos) {
        return frame.nanos(nowNanos);
    }

    @Override
    public int bufferedBytes() {
        return actualReadableBytes() == 0 ? 0 : internalBuffer().capacity();
    }
}
