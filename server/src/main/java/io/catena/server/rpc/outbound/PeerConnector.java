package io.catena.server.rpc.outbound;

import io.catena.server.access.Principal;
import io.catena.server.rpc.HostPort;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.Sentences;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.local.LocalChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Opens connections to addresses of the form {@code host:port}. */
public final class PeerConnector {
    private final RpcTransport transport;
    private final BackgroundResolver resolver = new BackgroundResolver();

    PeerConnector(RpcTransport transport) {
        this.transport = transport;
    }

    /**
     * Begins to connect; for the event loop only. The channel exists at once, and handlers that are added in the same
     * turn see all that comes. When the attempt fails the channel closes. There is no time-out: a caller that does not
     * want to wait any longer closes the channel.
     */
    ChannelFuture connect(String address, ChannelHandler... handlers) {
        HostPort to = HostPort.parse(address);
        Channel channel = newChannel(); // not made by the Bootstrap, which reports every error as a failed attempt
        return new Bootstrap()
                .group(transport.loop())
                .channelFactory(() -> channel)
                .resolver(resolver)
                .option(ChannelOption.ALLOCATOR, transport.allocator())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel registered) {
                        transport.security().connect(registered, to);
                        registered.pipeline().addLast(handlers);
                    }
                })
                .connect(parse(to));
    }

    private Channel newChannel() {
        try {
            return transport.sockets().newChannel();
        } catch (ChannelException e) {
            return new NoSocket(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * A channel that needs no socket, for the case that the system has none to give: the attempt then fails like any
     * other.
     */
    private static final class NoSocket extends LocalChannel {
        private final SocketException reason;

        NoSocket(Throwable cause) {
            reason = new SocketException("this node cannot open a socket: " + Sentences.of(cause));
        }

        @Override
        protected void doRegister() throws SocketException {
            throw reason;
        }
    }

    /** Who is at the other end of a connection whose handshake is complete. */
    Principal principal(Channel channel) {
        return transport.security().principal(channel);
    }

    void close() {
        resolver.close();
    }

    /** An invalid address becomes an address with port 0, to which every attempt fails. */
    public static InetSocketAddress parse(HostPort parts) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(parts.host());
        return literal == null
                ? InetSocketAddress.createUnresolved(parts.host(), parts.port())
                : new InetSocketAddress(literal, parts.port());
    }
}
