package io.catena.server.rpc.outbound;

import io.catena.server.rpc.BadFrameException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.BiConsumer;

/** A connection for messages to one node. No answers come back on it. */
final class LinkConnection extends PeerConnection {
    private final BiConsumer<LinkConnection, Boolean> onEnd;

    /** @param onEnd gets the connection when it has ended, and whether this node closed it on purpose */
    LinkConnection(String address, PeerContext context, BiConsumer<LinkConnection, Boolean> onEnd) {
        super(address, context);
        this.onEnd = onEnd;
    }

    /** Takes over the frame; drops it if the connection is lost. */
    void send(ByteBuf frame) {
        if (use()) {
            output().write(frame);
        } else {
            frame.release();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
        throw new BadFrameException("bytes on a connection for messages, which have no answer");
    }

    @Override
    void ended(boolean onPurpose, String reason) {
        onEnd.accept(this, onPurpose);
    }
}
