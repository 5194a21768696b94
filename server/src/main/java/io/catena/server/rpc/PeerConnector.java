package io.catena.server.rpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Opens connections to addresses of the form {@code host:port}. */
final class PeerConnector {
    private final RpcTransport transport;
    private final int timeoutMillis;
    private final BackgroundResolver resolver = new BackgroundResolver();

    PeerConnector(RpcTransport transport, int timeoutMillis) {
        this.transport = transport;
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
                .channel(transport.clientType())
                .resolver(resolver)
                .option(ChannelOption.ALLOCATOR, transport.allocator())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
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
