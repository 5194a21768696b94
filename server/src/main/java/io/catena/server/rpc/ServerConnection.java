package io.catena.server.rpc;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.rpc.WireProtocol.TooManyElementsException;
import io.catena.server.rpc.WireProtocol.TooMuchMemoryException;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.catenaConstants;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that another process has opened to this node: it takes calls and messages and sends replies. A call that
 * cannot be read is answered with an error, and the connection stays open. Anything else that cannot be read closes it,
 * and the bytes behind it are thrown away, so that no message is delivered after one that was not.
 */
final class ServerConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    /**
     * The memory of a call without its arguments: the objects that wait for it in every part of the node that it
     * passes.
     */
    private static final int CALL_MEMORY_BYTES = 600;

    /**
     * With more operations under way no further calls are read from one client (Q3); those that wait are decoded when
     * the turn of the connection comes. The connection of a node carries the calls of many clients, which must not wait
     * for each other; only the memory for calls limits it.
     */
    private static final int MAX_OPERATIONS = catenaConstants.MAX_BATCH_OPERATIONS;

    /** How long a refused connection may take to read the answer that refuses it. */
    private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ServerContext context;
    private final Channel channel;
    private final InetAddress caller;
    private final long machine;
    private final FrameDecoder decoder;
    private final Reading reading;
    private final Output output;
    private final ReplyWriter replies;
    /** The memory of calls under way. */
    private final Budget.Account requests;
    /** The memory of incomplete frames. */
    private Budget.Account frames;
    /** Random, so that no two connections of all nodes are likely to have the same. */
    private final long id = UUID.randomUUID().getLeastSignificantBits();

    private int inFlight;
    /** The number of operations in all calls under way. */
    private int operations;

    /** There is no place for it: it is closed as soon as its caller has been told. */
    private boolean refused;

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
        this.caller = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        this.machine = SourceMachine.number(caller.getAddress());
        this.decoder = new FrameDecoder(
                context.limits().maxFrameBytes(),
                context.limits().maxNodeFrameBytes(),
                MessageCodec.NAMES,
                this::mayDecode,
                context.counters());
        this.reading = new Reading(channel, decoder, context.turns());
        ServerMemory memory = context.memory();
        this.frames = memory.frames().open(why -> fault("its incomplete frame: " + why));
        this.requests = memory.requests().open(why -> fault("its calls: " + why));
        this.output = new Output(
                channel,
                context.counters(),
                memory.output().open(why -> fault("the other side does not read its replies: " + why)),
                this::updateReading);
        this.replies = new ReplyWriter(channel, output, context.limits().maxFrameBytes());
    }

    void start() {
        channel.pipeline().addLast(decoder, this);
        channel.closeFuture().addListener(done -> {
            frames.set(0);
            context.connections().remove(this);
        });
    }

    ConnectionSlot connectionSlot() {
        return connectionSlot;
    }

    void sit(ConnectionSlot newSeat) {
        connectionSlot = newSeat;
        seatedNanos = System.nanoTime();
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) throws TException {
        if (!isServed()) {
            return;
        }
        lastUsedNanos = System.nanoTime();
        int frameBytes = frame.readableBytes();
        WireProtocol in = WireProtocol.reading(frame);
        TMessage header = in.readMessageBegin();
        if (MessageCodec.NAMES.contains(header.name)) {
            if (!context.connections().admits(this, Speaker.PRIVILEGED)) {
                refuse("all " + context.limits().reservedConnections() + " places for nodes and operators are taken");
                return;
            }
            isNode();
            receive(
                    header.name,
                    in.allowElements(MessageCodec.MAX_ELEMENTS).allowMemory(MessageCodec.MAX_MEMORY_BYTES));
        } else if (header.type == TMessageType.CALL) {
            call(header, frameBytes, in.allowElements(catenaConstants.MAX_BATCH_OPERATIONS));
        } else {
            throw new BadFrameException("a message of type " + header.type + " where a call is expected");
        }
    }

    private void receive(String name, WireProtocol in) throws TException {
        MessageCodec.Received received = MessageCodec.decode(name, in);
        context.counters().messageIn(name);
        context.nodes().received(received.from(), received.message());
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

    private void call(TMessage header, int frameBytes, WireProtocol in) {
        context.counters().callIn(header.name);
        ServerMethod<?, ?> served = context.methods().get(header.name);
        if (served == null) {
            if (isServed()) {
                replies.error(header.name, header.seqid, ApplicationErrors.unknownMethod(header.name));
            }
        } else {
            serve(served, header.seqid, frameBytes, in);
        }
    }

    private <A extends TSerializable, T> void serve(
            ServerMethod<A, T> served, int sequence, int frameBytes, WireProtocol in) {
        CallReply<T> reply = new CallReply<>(this, served.method(), sequence, frameBytes);
        inFlight++;
        operations += reply.operations();
        try {
            // Other methods have short arguments, and cannot be answered with OVERLOADED.
            if (served.method().declares(Unavailable.class)) {
                in.allowMemory(requests.roomBytes() - CALL_MEMORY_BYTES);
            }
            A arguments = served.read(in);
            long memoryBytes = CALL_MEMORY_BYTES + in.memoryBytes();
            operations += in.elements();
            reply.operations(reply.operations() + in.elements());
            if (context.connections().closing()) {
                reply.fail(Refusals.stopping(served.method()));
            } else if (!context.connections()
                    .admits(this, Speaker.of(served.method().name(), arguments))) {
                refuse(reply);
            } else if (!served.method().declares(Unavailable.class)) {
                run(served, arguments, reply); // not charged: it is answered at once
            } else {
                hold(reply, memoryBytes);
                run(served, arguments, reply);
            }
        } catch (TooMuchMemoryException e) {
            reply.fail(new Unavailable(
                    "this node has as many calls under way as its memory allows; try again later",
                    UnavailableReason.OVERLOADED));
        } catch (TooManyElementsException e) {
            reply.fail(
                    served.method().declares(InvalidRequest.class)
                            ? new InvalidRequest(RequestCheck.tooMany(e.size()))
                            : ApplicationErrors.protocol(e));
        } catch (TException e) {
            context.log().log("a call of " + served.method().name() + " from " + channel.remoteAddress()
                    + " cannot be read: " + Sentences.of(e));
            reply.fail(ApplicationErrors.protocol(e));
        }
    }

    private boolean isServed() {
        return !refused && channel.isOpen();
    }

    /**
     * Tells a caller that there is no place for it. The connection is closed when the answer is sent, or after
     * {@link #FAREWELL_NANOS} if the other side does not read the answer. Nothing more is read from it.
     */
    private void refuse(CallReply<?> reply) {
        context.counters().refused.increment();
        reply.fail(Refusals.noPlace(reply.method(), context.limits().maxConnections()));
        refused = true;
        refusedNanos = System.nanoTime();
        reading.end();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes a connection for which there is no place. */
    void refuse(String why) {
        context.log().log("connection from " + channel.remoteAddress() + " refused: " + why);
        close();
    }

    private void hold(CallReply<?> call, long memoryBytes) {
        requests.charge(memoryBytes);
        call.holds(memoryBytes);
        updateReading();
    }

    private <A extends TSerializable, T> void run(ServerMethod<A, T> served, A arguments, CallReply<T> reply) {
        try {
            served.action().run(arguments, new ConnectionOrigin(caller, id), reply);
        } catch (InvalidRequest e) {
            reply.fail(e);
        } catch (RuntimeException e) {
            LOG.error(
                    "{} failed with an exception that it does not declare",
                    served.method().name(),
                    e);
            reply.failIfUnanswered(e);
        }
    }

    /** When it got the place that it has, in {@link System#nanoTime}. */
    long seatedNanos() {
        return seatedNanos;
    }

    /** The number of the {@link SourceMachine} from which it comes. */
    long machine() {
        return machine;
    }

    InetAddress caller() {
        return caller;
    }

    /** Ends a call with its result. */
    void answer(CallReply<?> call, TSerializable result) {
        reading.served();
        end(call, result);
    }

    private void end(CallReply<?> call, TSerializable result) {
        ended(call);
        if (isServed()) {
            replies.result(call.method(), call.sequence(), result);
        }
        updateReading();
    }

    /** Ends a call with an error. */
    void answerFailure(CallReply<?> call, Exception error) {
        boolean tooMuch = error instanceof Unavailable why && why.getReason() == UnavailableReason.OVERLOADED;
        if (tooMuch && connectionSlot != ConnectionSlot.RESERVED) { // a node passes on the calls of many clients
            reading.tooMuch(call.frameBytes());
        }
        TSerializable declared = call.method().failure(error);
        if (declared != null) {
            end(call, declared);
            return;
        }
        ended(call);
        if (isServed()) {
            replies.error(call.method().name(), call.sequence(), ApplicationErrors.of(error));
        }
        updateReading();
    }

    private void ended(CallReply<?> call) {
        inFlight--;
        requests.release(call.heldBytes());
        operations -= call.operations();
        lastUsedNanos = System.nanoTime();
    }

    /** Messages of nodes are decoded at once, however much clients send. */
    private boolean mayDecode(int frameBytes) {
        return node || reading.admits(frameBytes);
    }

    /** Stops reading while enough is under way or enough output waits, and resumes when there is room again. */
    private void updateReading() {
        int max = context.limits().maxInFlightPerConnection();
        boolean full = reading.isFull();
        boolean enoughCalls = (full ? inFlight > max * 3 / 4 : inFlight >= max)
                || operations > MAX_OPERATIONS && connectionSlot != ConnectionSlot.RESERVED
                || requests.hasItsShare(full);
        if (isServed()) {
            reading.full(enoughCalls || !channel.isWritable() || output.hasItsShare(full));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        updateReading();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (channel.isOpen()) {
            frames.set(decoder.bufferedBytes());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.endIf(cause);
        if (cause instanceof BadFrameException || cause instanceof TException) {
            fault(Sentences.of(cause));
        } else if (cause instanceof CorruptRecordException) {
            fault("a damaged message: " + Sentences.of(cause));
        } else if (cause instanceof IOException) {
            close();
        } else {
            LOG.error("a message from {} failed; its connection is closed", channel.remoteAddress(), cause);
            close();
        }
    }

    /**
     * Closes the connection if a frame has been incomplete, output has made no progress, or nothing was under way for
     * too long.
     */
    void sweep(long nowNanos) {
        RpcLimits limits = context.limits();
        long deadlineNanos = TimeUnit.MILLISECONDS.toNanos(limits.frameDeadlineMillis());
        if (refused && nowNanos - refusedNanos > FAREWELL_NANOS) {
            close();
        } else if (decoder.waitingNanos(nowNanos) > deadlineNanos) {
            fault("a frame was not complete within " + limits.frameDeadlineMillis() + " ms");
        } else if (output.stalledNanos(nowNanos) > deadlineNanos) {
            fault("the other side has read no replies for " + limits.frameDeadlineMillis() + " ms");
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
        return inFlight == 0 && output.pendingBytes() == 0;
    }

    /** Closes the connection because of what the other side did. */
    void fault(String what) {
        if (channel.isOpen()) {
            context.counters().faulty.increment();
            context.log().log("connection from " + channel.remoteAddress() + " closed: " + what);
            close();
        }
    }

    void close() {
        channel.close();
    }
}
