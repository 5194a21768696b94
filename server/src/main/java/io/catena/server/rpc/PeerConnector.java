package io.catena.server.rpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.local.LocalChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Opens connections to addresses of the form {@code host:port}. */
final class PeerConnector {
    private final RpcTransport transport;
    private final BackgroundResolver resolver = new BackgroundResolver();

    PeerConnector(RpcTransport transport) {
        this.transport = transport;
    }

    /**
     * Begins to connect; for the event loop only. The channel exists at once, and in the same turn more handlers can be
     * added before anything comes; when the attempt fails it closes. Whoever does not want to wait for ever closes it.
     */
    ChannelFuture connect(String address, ChannelHandler handler) {
        Channel channel = newChannel(); // outside the Bootstrap, which takes every error for a failed attempt
        return new Bootstrap()
                .group(transport.loop())
                .channelFactory(() -> channel)
                .resolver(resolver)
                .option(ChannelOption.ALLOCATOR, transport.allocator())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(handler)
                .connect(parse(address));
    }

    private Channel newChannel() {
        try {
            return transport.sockets().newChannel();
        } catch (ChannelException e) {
            return new NoSocket(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Where the system has no socket to give, a channel that needs none: the attempt fails like any other. */
    private static final class NoSocket extends LocalChannel {
        private final SocketException reason;

        NoSocket(Throwable cause) {
            reason = new SocketException("this node has no socket for it: " + Sentences.of(cause));
        }

        @Override
        protected void doRegister() throws SocketException {
            throw reason;
        }
    }

    void close() {
        resolver.close();
    }

    /** An address that makes no sense becomes one that no connection can be made to, so it fails like any other. */
    static InetSocketAddress parse(String address) {
        HostPort parts = HostPort.parse(address);
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(parts.host());
        return literal == null
                ? InetSocketAddress.createUnresolved(parts.host(), parts.port())
                : new InetSocketAddress(literal, parts.port());
    }
}
