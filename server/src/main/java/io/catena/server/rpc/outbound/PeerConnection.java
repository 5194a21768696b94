package io.catena.server.rpc.outbound;

import io.catena.server.rpc.Budget;
import io.catena.server.rpc.FrameDecoder;
import io.catena.server.rpc.OutOfMemory;
import io.catena.server.rpc.Output;
import io.catena.server.rpc.Sentences;
import io.catena.server.threads.LastResort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.protocol.TMessage;

/**
 * A connection that this node has opened or is opening. Frames that are written before it is open wait. Its end is
 * always reported in a turn of the event loop of its own, never from inside a call of one of its methods.
 */
abstract class PeerConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private final String address;
    private final PeerContext context;
    private Channel channel;
    private Output output;
    private Budget.Account memory;
    private ChannelFuture attempt;
    private String fault;
    private boolean retired;
    private boolean ended;
    private long lastUsedNanos;

    PeerConnection(String address, PeerContext context) {
        this.address = address;
        this.context = context;
    }

    final void open() {
        int maxFrameBytes = io.catena.thrift.catenaConstants.MAX_FRAME_BYTES;
        attempt = context.connector()
                .connect(
                        address,
                        new FrameDecoder(maxFrameBytes, maxFrameBytes, Set.of(), bytes -> true, context.counters()),
                        this);
        channel = attempt.channel();
        memory = context.output().open(why -> fault("the other side does not read what is sent: " + why));
        output = new Output(channel, context.counters(), memory, () -> {});
        channel.closeFuture()
                .addListener(closed -> channel.eventLoop()
                        .execute(LastResort.surviving("the end of a connection", () -> end(false, reason()))));
        // Includes the look-up of the name; Netty's own connect time-out does not.
        Future<?> timeOut = channel.eventLoop()
                .schedule(
                        () -> fault("no connection in time"),
                        context.limits().connectTimeoutMillis(),
                        TimeUnit.MILLISECONDS);
        attempt.addListener(done -> timeOut.cancel(false));
    }

    /** Nothing is sent to another one than a node: it could answer what it likes. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                fault("no TLS handshake: " + Sentences.of(handshake.cause()));
            } else if (context.connector().principal(channel).nodeId().isEmpty()) {
                fault("it shows no certificate of a node but of "
                        + context.connector().principal(channel));
                // At once: what waits must not be sent to it.
                channel.close();
            }
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // Not set by the Bootstrap, which would log a warning for a channel without a socket (NoSocket).
        ctx.channel().config().setOption(ChannelOption.TCP_NODELAY, true);
        ctx.channel().config().setOption(ChannelOption.SO_KEEPALIVE, true);
        ctx.flush();
    }

    /** Notes that the connection is in use. Returns false if it is already lost; its end is then reported soon. */
    final boolean use() {
        lastUsedNanos = System.nanoTime();
        retired = false;
        return fault == null && channel.isOpen();
    }

    final Output output() {
        return output;
    }

    final Channel channel() {
        return channel;
    }

    final PeerContext context() {
        return context;
    }

    final String address() {
        return address;
    }

    /** Whether it is given up: then nothing that comes on it counts. */
    final boolean isGivenUp() {
        return fault != null;
    }

    /** Gives the connection up at the end of the current turn; {@link #use} returns false from now on. */
    final void fault(String what) {
        if (fault == null) {
            fault = what;
            channel.eventLoop().execute(channel::close);
        }
    }

    /** Whether this number of bytes may be added to what waits here. */
    final boolean hasRoomFor(long bytes) {
        return memory.admits(bytes);
    }

    /** The connection is closed as soon as no call is under way and no output waits, and its end is not reported. */
    final void retire() {
        retired = true;
    }

    /**
     * Whether it can be closed without harm: it is retired or was not used for {@code idleNanos}, and nothing is under
     * way.
     */
    final boolean isSpare(long nowNanos, long idleNanos) {
        return (retired || nowNanos - lastUsedNanos > idleNanos) && idle();
    }

    /** Whether it is open and no output or call is under way. */
    boolean idle() {
        return output.pendingBytes() == 0 && attempt.isDone();
    }

    /** Closes the connection on purpose. */
    final void close() {
        close("closed");
    }

    final void close(String why) {
        channel.close(); // first, so that it is known which requests the operating system has taken
        end(true, why);
    }

    private void end(boolean onPurpose, String reason) {
        if (ended) {
            return;
        }
        ended = true;
        if (!onPurpose) {
            context.log().log("connection to " + address + " lost: " + reason);
        }
        ended(onPurpose, reason);
    }

    private String reason() {
        if (fault != null) {
            return fault;
        }
        return attempt.isSuccess() ? "the other side closed it" : Sentences.of(attempt.cause());
    }

    /** Called once, when the connection has become unusable. */
    abstract void ended(boolean onPurpose, String reason);

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.endIf(cause);
        fault(Sentences.of(cause));
    }

    static TMessage header(String name, byte type, int sequence) {
        return new TMessage(name, type, sequence);
    }
}
