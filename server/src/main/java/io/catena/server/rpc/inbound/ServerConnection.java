package io.catena.server.rpc.inbound;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.rpc.AcceptedInput;
import io.catena.server.rpc.BadFrameException;
import io.catena.server.rpc.Budget;
import io.catena.server.rpc.FrameDecoder;
import io.catena.server.rpc.MessageCodec;
import io.catena.server.rpc.OutOfMemory;
import io.catena.server.rpc.Output;
import io.catena.server.rpc.Sentences;
import io.catena.server.rpc.Source;
import io.catena.server.rpc.WireProtocol;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.catenaConstants;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that another process has opened to this node: calls go to {@link ConnectionCalls}, messages of nodes to the
 * replicas. It decides when to read, and when the connection ends: when something comes on it that is neither, when it stands
 * still for too long, or when there is no place for it. The bytes behind what cannot be read are thrown away, so that no
 * message is delivered after one that was not.
 */
final class ServerConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

    /** How long a refused connection may take to read the answer that refuses it. */
    private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Enough for a token, and for any call that is refused because it has not said who it is. */
    private static final int STRANGER_FRAME_BYTES = 16_384;

    /** TLS sees that this is no TLS. So its user is told what is wrong, and not only that the connection was closed. */
    private static final byte[] NO_TLS = "this node speaks plain text\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerContext context;
    private final Channel channel;
    private final RemoteCaller caller;
    private final FrameDecoder decoder;
    private final Reading reading;
    private final Output output;
    private final ReplyQueue replies;
    private final ConnectionCalls calls;
    private final HeldUp heldUp;
    private final Budget.Account outputMemory;
    private final Budget.Account requestMemory;
    /** The number of the {@link Source} that it is of. */
    private long source;
    /** What cannot be decrypted before its end comes. */
    private AcceptedInput records = AcceptedInput.PLAIN;

    /** The memory of incomplete frames and records. */
    private Budget.Account frames;

    /** There is no place for it: it is closed as soon as its caller has been told. */
    private boolean refused;

    private boolean closed;

    private long refusedNanos;
    /** Whether a message of a node has come on it. */
    private boolean node;
    /** Null before it gets one, and at the end; set by {@link ServerConnections}. */
    private ConnectionSlot connectionSlot;

    private long seatedNanos;

    private long lastUsedNanos = System.nanoTime();

    ServerConnection(ServerContext context, Channel channel) {
        this.context = context;
        this.channel = channel;
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        // Random, so that no two connections of all nodes are likely to have the same number.
        this.caller = new RemoteCaller(address, UUID.randomUUID().getLeastSignificantBits());
        this.heldUp = new HeldUp(context.slowReaders(), caller.connection());
        this.source = Source.number(caller.principal(), address.getAddress());
        this.decoder = new FrameDecoder(
                context.limits().maxFrameBytes(),
                context.limits().maxNodeFrameBytes(),
                MessageCodec.NAMES,
                this::mayDecode,
                context.counters());
        if (context.access().isEnforced()) {
            decoder.atMost(STRANGER_FRAME_BYTES);
            caller.whenKnown(this::isKnownNow);
        }
        this.reading = new Reading(channel, decoder, context.turns(), this::source);
        ServerMemory memory = context.memory();
        this.frames = memory.frames().open(why -> fault("its incomplete frame: " + why));
        this.outputMemory =
                memory.output().open(why -> faultOfDeaf("the other side does not read its replies: " + why));
        this.output = new Output(channel, context.counters(), outputMemory, this::outputHasRoom);
        this.replies = new ReplyQueue(channel, output, outputMemory, context.sending(), this::source, context.limits());
        this.requestMemory = memory.requests().open(why -> fault("its calls: " + why));
        this.calls = new ConnectionCalls(context, this, reading, new ReplyWriter(replies), requestMemory, outputMemory);
    }

    void start() {
        records = context.security().accept(channel);
        channel.pipeline().addLast(decoder, this);
        channel.closeFuture().addListener(done -> {
            frames.set(0);
            heldUp.set(false);
            context.connections().remove(this);
        });
    }

    private void isKnownNow() {
        decoder.atMost(Integer.MAX_VALUE);
        context.connections()
                .known(this, Source.number(caller.principal(), caller.address().getAddress()));
        // A node passes on calls of many principals.
        if (caller.principal().nodeId().isEmpty()) {
            List.of(frames, outputMemory, requestMemory).forEach(account -> account.joins(source));
        }
    }

    /** Its resources are counted by this source from now on. */
    void comesFrom(long newSource) {
        source = newSource;
    }

    /** Whether its caller has said who it is, or need not. */
    boolean isKnown() {
        return !context.access().isEnforced() || caller.principal().isKnown();
    }

    /** Whether something of its handshake has been computed. */
    boolean hasBegun() {
        return records.hasBegun();
    }

    ConnectionSlot connectionSlot() {
        return connectionSlot;
    }

    void sit(ConnectionSlot newSeat) {
        connectionSlot = newSeat;
        seatedNanos = System.nanoTime();
    }

    SocketAddress remote() {
        return channel.remoteAddress();
    }

    /** Where its calls come from. */
    RemoteCaller caller() {
        return caller;
    }

    /** Something has been done for it. */
    void used() {
        lastUsedNanos = System.nanoTime();
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) throws TException {
        if (!isServed()) {
            return;
        }
        int frameBytes = frame.readableBytes();
        WireProtocol in = WireProtocol.reading(frame);
        TMessage header = in.readMessageBegin();
        if (MessageCodec.NAMES.contains(header.name)) {
            if (context.access().toPassOn(caller.principal()).isPresent()) {
                throw new BadFrameException("a message of a node, which " + caller + " is not");
            }
            if (!context.connections().admits(this, Speaker.PRIVILEGED)) {
                refuse("all " + context.limits().reservedConnections() + " places for nodes and operators are taken");
                return;
            }
            isNode();
            used();
            receive(
                    header.name,
                    in.allowElements(MessageCodec.MAX_ELEMENTS).allowMemory(MessageCodec.MAX_MEMORY_BYTES));
        } else if (header.type == TMessageType.CALL) {
            calls.take(header, frameBytes, in.allowElements(catenaConstants.MAX_BATCH_OPERATIONS));
        } else {
            throw new BadFrameException("a message of type " + header.type + " where a call is expected");
        }
    }

    private void receive(String name, WireProtocol in) throws TException {
        MessageCodec.Received received = MessageCodec.decode(name, in);
        Optional<String> refusal =
                context.access().toSpeakFor(caller.principal(), received.from().nodeId());
        if (refusal.isPresent()) {
            throw new BadFrameException(refusal.get());
        }
        context.counters().messageIn(name);
        context.nodes().received(received.from(), received.message(), in.memoryBytes());
    }

    private void isNode() {
        if (!node) {
            node = true;
            long heldBytes = frames.heldBytes();
            frames.set(0);
            frames = context.memory().nodeFrames().open(why -> fault("its incomplete message: " + why));
            frames.set(heldBytes);
        }
    }

    /** Whether its calls are still taken and answered. */
    boolean isServed() {
        return !refused && !closed && channel.isOpen();
    }

    /**
     * There is no place for the caller, which has been answered so. The connection is closed when the answer is sent, or after
     * {@link #FAREWELL_NANOS} if the other side does not read the answer. Nothing more is read from it.
     */
    void closeWhenTold() {
        context.counters().refused.increment();
        refused = true;
        refusedNanos = System.nanoTime();
        reading.end();
        replies.whenSent(() -> channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
    }

    /** Closes a connection for which there is no place. */
    void refuse(String why) {
        context.log().log("connection from " + channel.remoteAddress() + " refused: " + why);
        close();
    }

    /** When it got the place that it has, in {@link System#nanoTime}. */
    long seatedNanos() {
        return seatedNanos;
    }

    /** The number of the {@link Source} by which its place and its turns are counted. */
    long source() {
        return source;
    }

    /** Messages of nodes are decoded at once, however much clients send. */
    private boolean mayDecode(int frameBytes) {
        return node || reading.admits(frameBytes);
    }

    /** Stops reading while enough is under way or enough output waits, and resumes when there is room again. */
    void updateReading() {
        boolean full = reading.isFull();
        boolean enoughCalls = calls.areEnough(full);
        if (isServed()) {
            reading.full(enoughCalls || replies.areEnough(full));
            heldUp.set(replies.areEnough(heldUp.isSet()));
        }
    }

    private void outputHasRoom() {
        replies.hasRoom();
        updateReading();
    }

    /** Who is at the other end is known when the handshake is complete, before the first frame. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                used();
                caller.is(context.security().principal(channel), () -> true);
            } else {
                fault("no TLS handshake: " + Sentences.of(handshake.cause()));
            }
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (channel.isOpen()) {
            frames.set(decoder.bufferedBytes() + records.bufferedBytes());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.endIf(cause);
        if (cause instanceof BadFrameException bad && bad.isTls()) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(NO_TLS));
        }
        if (cause instanceof BadFrameException || cause instanceof TException) {
            fault(Sentences.of(cause));
        } else if (cause instanceof CorruptRecordException) {
            fault("a damaged message: " + Sentences.of(cause));
        } else if (cause instanceof RejectedExecutionException || cause.getCause() instanceof SSLException) {
            fault(Sentences.of(cause));
        } else if (cause instanceof IOException) {
            close();
        } else {
            LOG.error("a message from {} failed; its connection is closed", channel.remoteAddress(), cause);
            close();
        }
    }

    /**
     * Closes the connection if its caller is no longer who it was, if a frame or record has been incomplete or output has made
     * no progress for too long, or if nothing was under way for too long.
     */
    void sweep(long nowNanos) {
        RpcLimits limits = context.limits();
        long deadlineNanos = TimeUnit.MILLISECONDS.toNanos(limits.frameDeadlineMillis());
        if (refused && nowNanos - refusedNanos > FAREWELL_NANOS) {
            close();
        } else if (!caller.holds()) {
            context.log().log("connection from " + channel.remoteAddress() + " closed: the token by which it is "
                    + caller.principal() + " is no longer in force");
            close();
        } else if (decoder.waitingNanos(nowNanos) > deadlineNanos) {
            fault("a frame was not complete within " + limits.frameDeadlineMillis() + " ms");
        } else if (records.waitingNanos(nowNanos) > deadlineNanos) {
            fault("a TLS record was not complete within " + limits.frameDeadlineMillis() + " ms");
        } else if (output.stalledNanos(nowNanos) > deadlineNanos) {
            faultOfDeaf("the other side has read no replies for " + limits.frameDeadlineMillis() + " ms");
        } else if (isUnused(nowNanos, TimeUnit.MILLISECONDS.toNanos(limits.idleMillis()))) {
            close();
        }
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    /** Whether nothing is under way, and nothing has been for this long. */
    boolean isUnused(long nowNanos, long durationNanos) {
        return quiet() && nowNanos - lastUsedNanos > durationNanos;
    }

    /** Whether no call is under way and all output has been taken by the operating system. */
    boolean quiet() {
        return calls.areAnswered() && replies.isEmpty() && output.pendingBytes() == 0;
    }

    /** Closes the connection because of what the other side did. */
    void fault(String what) {
        fault(what, channel::close);
    }

    /** At once: nothing is encrypted any more, and no last word is said, since the other side does not read. */
    private void faultOfDeaf(String what) {
        ChannelHandlerContext encrypting = channel.pipeline().context(SslHandler.class);
        fault(what, encrypting == null ? channel::close : encrypting::close);
    }

    private void fault(String what, Runnable closing) {
        if (!closed && channel.isOpen()) {
            context.counters().faulty.increment();
            context.log().log("connection from " + channel.remoteAddress() + " closed: " + what);
            close(closing);
        }
    }

    void close() {
        close(channel::close);
    }

    /** Nothing more is taken, although it may take a moment until the channel is closed. */
    private void close(Runnable closing) {
        closed = true;
        decoder.discard();
        replies.end();
        closing.run();
    }
}
