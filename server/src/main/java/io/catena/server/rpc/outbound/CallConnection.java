package io.catena.server.rpc.outbound;

import io.catena.server.rpc.Frames;
import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.WireProtocol;
import io.catena.server.threads.LastResort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;

/** A connection for calls to one node. Many calls are under way at the same time; their answers come in any order. */
final class CallConnection extends PeerConnection {
    /** No answer has more elements than this. */
    private static final int MAX_ELEMENTS = 1 << 16;

    private final Consumer<CallConnection> onEnd;
    /** Calls under way by their sequence numbers, the oldest first; at most {@link PeerLimits#maxCallsPerPeer}. */
    private final Map<Integer, OutgoingCall<?>> calls = new LinkedHashMap<>();

    private int lastSequence;
    private long heardNanos = System.nanoTime();

    CallConnection(String address, PeerContext context, Consumer<CallConnection> onEnd) {
        super(address, context);
        this.onEnd = onEnd;
    }

    boolean full() {
        return calls.size() >= context().limits().maxCallsPerPeer();
    }

    /** @throws PeerCallException if too much waits to be sent; the call was not sent then */
    <A extends TSerializable, T> void call(RemoteMethod<A, T> method, A arguments, long timeoutMillis, Reply<T> reply)
            throws TException, PeerCallException {
        use();
        int sequence = ++lastSequence;
        ByteBuf frame = Frames.encode(
                channel().alloc(),
                header(method.name(), TMessageType.CALL, sequence),
                arguments,
                io.catena.thrift.catenaConstants.MAX_FRAME_BYTES);
        if (!hasRoomFor(frame.capacity())) {
            frame.release();
            throw PeerCallException.tooMuch("too much waits to be sent to other nodes");
        }
        if (calls.isEmpty()) {
            heardNanos = System.nanoTime();
        }
        OutgoingCall.Written written = new OutgoingCall.Written(channel());
        if (channel().pipeline().get(SslHandler.class) != null) {
            // What encrypts keeps a copy, and sends it although the request is withdrawn.
            written.setUncancellable();
        }
        OutgoingCall<T> call = new OutgoingCall<>(method, reply, written);
        calls.put(sequence, call);
        call.timeOutWith(channel()
                .eventLoop()
                .schedule(
                        LastResort.surviving("the time-out of a call", () -> timeOut(sequence, timeoutMillis)),
                        timeoutMillis,
                        TimeUnit.MILLISECONDS));
        output().write(frame, written);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) throws TException {
        if (isGivenUp()) {
            return;
        }
        heardNanos = System.nanoTime();
        WireProtocol in = WireProtocol.reading(frame).allowElements(MAX_ELEMENTS);
        TMessage header = in.readMessageBegin();
        OutgoingCall<?> call = calls.remove(header.seqid);
        if (call != null) {
            call.answered(header.type, in);
        }
        // else the answer came after the time-out, of which the caller has been told
    }

    private void timeOut(int sequence, long timeoutMillis) {
        calls.remove(sequence).lost("no answer from " + address() + " within " + timeoutMillis + " ms");
        long silentNanos = System.nanoTime() - heardNanos;
        if (silentNanos > TimeUnit.MILLISECONDS.toNanos(context().limits().callSilenceMillis())) {
            fault("no answers for " + TimeUnit.NANOSECONDS.toMillis(silentNanos) + " ms");
        }
    }

    @Override
    boolean idle() {
        return calls.isEmpty() && super.idle();
    }

    @Override
    void ended(boolean onPurpose, String reason) {
        onEnd.accept(this);
        List<OutgoingCall<?>> lost = List.copyOf(calls.values());
        calls.clear();
        lost.forEach(call -> call.lost("the connection to " + address() + " was lost: " + reason));
    }
}
