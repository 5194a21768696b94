package io.catena.server.rpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.local.LocalChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Opens connections to addresses of the form {@code host:port}. */
final class PeerConnector {
    private final RpcTransport transport;
    private final int timeoutMillis;
    private final ChannelFactory<Channel> sockets;
    private final RateLimitedLog log;
    private final BackgroundResolver resolver = new BackgroundResolver();

    PeerConnector(RpcTransport transport, int timeoutMillis, RateLimitedLog log) {
        this.transport = transport;
        this.sockets = new ReflectiveChannelFactory<>(transport.clientType());
        this.log = log;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Begins to connect. The channel exists at once; when the attempt fails it closes.
     *
     * @param prepare adds the handlers, before anything can happen on the channel
     */
    ChannelFuture connect(String address, Consumer<Channel> prepare) {
        ChannelFuture attempt = new Bootstrap()
                .group(transport.loop())
                .channelFactory(this::newChannel)
                .resolver(resolver)
                .option(ChannelOption.ALLOCATOR, transport.allocator())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
                        prepare.accept(channel);
                    }
                })
                .connect(parse(address));
        // Netty's time-out begins when the name has been looked up; this one includes the look-up.
        transport
                .loop()
                .schedule(
                        () -> {
                            if (!attempt.isDone()) {
                                attempt.channel().close();
                            }
                        },
                        timeoutMillis,
                        TimeUnit.MILLISECONDS);
        return attempt;
    }

    /** Where the system has no socket to give, a channel that needs none: nobody is at its other end, so the attempt fails. */
    private Channel newChannel() {
        try {
            return sockets.newChannel();
        } catch (ChannelException e) {
            log.log("no socket for a connection: " + Sentences.of(e.getCause() == null ? e : e.getCause()));
            return new LocalChannel();
        }
    }

    void close() {
        resolver.close();
    }

    /** An address that makes no sense becomes one that no connection can be made to, so it fails like any other. */
    static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon).replaceAll("^\\[|]$", "");
        int port = port(address.substring(colon + 1));
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        return literal == null ? InetSocketAddress.createUnresolved(host, port) : new InetSocketAddress(literal, port);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port < 0 || port > 0xffff ? 0 : port;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
