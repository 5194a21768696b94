package io.catena.server.rpc.inbound;

import io.catena.server.access.Access;
import io.catena.server.access.Tokens;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.inbound.services.AuditedRequests;
import io.catena.server.rpc.inbound.services.ClientRequests;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Serves the calls and messages of {@code catena.thrift} on one port. Handlers are called on the event loop of the connection. The calls
 * of one connection are started in their order; replies are sent as soon as they are given.
 */
public final class RpcServer {
    private static final int ACCEPT_BACKLOG = 1024;
    private static final int READS_PER_TURN = 2;

    private final RpcTransport transport;
    private final List<LoopConnections> loops = new ArrayList<>();
    private final Map<EventLoop, LoopConnections> byLoop = new HashMap<>();
    private Channel listening;

    /**
     * What takes the calls and messages that come on the connections of one event loop.
     *
     * @param transport the loop
     */
    public record OfLoop(
            RpcTransport transport,
            ClientRequests clients,
            AuditedRequests admins,
            NodeMessages nodes,
            SlowReaders slowReaders) {}

    /** A server with one event loop. */
    public RpcServer(
            RpcTransport transport,
            RpcLimits limits,
            RpcCounters counters,
            ClientRequests clients,
            AuditedRequests admins,
            NodeMessages nodes,
            SlowReaders slowReaders,
            Access access,
            Tokens tokens) {
        this(List.of(new OfLoop(transport, clients, admins, nodes, slowReaders)), limits, counters, access, tokens);
    }

    /**
     * @param ofLoops all event loops of one group, which get the connections in turn; the first one listens
     * @param limits for each of them
     */
    public RpcServer(List<OfLoop> ofLoops, RpcLimits limits, RpcCounters counters, Access access, Tokens tokens) {
        this.transport = ofLoops.get(0).transport();
        for (OfLoop ofLoop : ofLoops) {
            LoopConnections loop = new LoopConnections(ofLoop, limits, counters, access, tokens);
            loops.add(loop);
            byLoop.put(ofLoop.transport().loop(), loop);
        }
    }

    /**
     * Begins to accept connections. To be called once, and not on the event loop.
     *
     * @param port 0 for any free port
     * @return the port
     */
    public int bind(String host, int port) throws CannotListenException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new CannotListenException(host, port, new UnknownHostException("the host name cannot be resolved"));
        }
        ChannelFuture bound = bootstrap().bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new CannotListenException(host, port, bound.cause());
        }
        listening = bound.channel();
        loops.forEach(LoopConnections::startSweeping);
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private ServerBootstrap bootstrap() {
        EventLoop first = transport.loop();
        return new ServerBootstrap()
                .group(first, loops.size() == 1 ? first : first.parent())
                .channel(transport.serverType())
                .option(ChannelOption.ALLOCATOR, transport.allocator())
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, transport.allocator())
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, readsPerTurn())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        byLoop.get(channel.eventLoop()).accept(channel);
                    }
                });
    }

    /**
     * From each connection this many buffers, each of up to 64 KiB, are read in one turn of the event loop, so that a
     * client that sends as fast as it can does not keep others waiting.
     */
    private static RecvByteBufAllocator readsPerTurn() {
        return new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_PER_TURN);
    }

    /**
     * Stops accepting connections and calls at once (calls are answered with STOPPING). Messages of other nodes are
     * still taken, since calls under way may depend on them. All connections are closed when no call is under way and
     * all replies are sent, or after the given time. May be called from any thread; a second call changes nothing.
     *
     * @return done when all connections are closed
     */
    public CompletableFuture<Void> close(long timeoutMillis) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        transport.loop().execute(() -> {
            if (listening != null) {
                listening.close();
            }
        });
        return CompletableFuture.allOf(
                loops.stream().map(loop -> loop.close(deadlineNanos)).toArray(CompletableFuture<?>[]::new));
    }
}
