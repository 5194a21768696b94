package io.catena.server.rpc.inbound;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.rules.ExternalResource;

/** Connections without sockets, from any address, accepted as {@link RpcServer} accepts them. They end with the test. */
final class EmbeddedConnections extends ExternalResource {
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    ServerConnection accept(ServerContext context, String address) throws UnknownHostException {
        InetAddress from = InetAddress.getByName(address);
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(from, 1);
            }
        };
        channels.add(channel);
        ServerConnection connection = new ServerConnection(context, channel);
        context.connections().add(connection);
        connection.start();
        return connection;
    }

    /** In the order in which they were accepted. */
    EmbeddedChannel channel(int number) {
        return channels.get(number);
    }

    EmbeddedChannel last() {
        return channel(channels.size() - 1);
    }

    @Override
    protected void after() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }
}
