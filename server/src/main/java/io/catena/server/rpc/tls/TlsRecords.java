package io.catena.server.rpc.tls;

import io.catena.server.rpc.AcceptedInput;
import io.catena.server.rpc.Incomplete;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS on a connection that others have opened. It says what waits in it: a record that has begun, and all that comes while the
 * handshake computes.
 */
final class TlsRecords extends SslHandler implements AcceptedInput {
    private static final int RECORD_HEADER_BYTES = 5;
    /** "Unexpected message". A client of plain text learns from it that TLS is spoken here. */
    private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 10};

    private final Channel channel;
    private final HandshakeQueue.Handshake handshake;
    private final Incomplete record = new Incomplete();
    private boolean sawHeader;

    TlsRecords(Channel channel, SSLEngine engine, HandshakeQueue.Handshake handshake) {
        super(engine, handshake);
        this.handshake = handshake;
        this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        super.channelRead(ctx, message);
        record.after(actualReadableBytes() > 0);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws SSLException {
        if (!sawHeader && in.readableBytes() >= RECORD_HEADER_BYTES) {
            sawHeader = true;
            if (!isEncrypted(in, false)) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(ALERT));
            }
        }
        int beforeBytes = in.readableBytes();
        super.decode(ctx, in, out);
        if (in.readableBytes() < beforeBytes) {
            record.ended();
        }
    }

    @Override
    public boolean hasBegun() {
        return handshake.hasBegun();
    }

    @Override
    public int bufferedBytes() {
        return actualReadableBytes() == 0 ? 0 : internalBuffer().capacity();
    }

    /** As far as calls of this method have seen whether the connection was read. */
    @Override
    public long waitingNanos(long nowNanos) {
        if (!channel.config().isAutoRead()) {
            record.beginsAnew(nowNanos);
        }
        return record.nanos(nowNanos);
    }
}
