package io.catena.server.rpc.inbound;

import io.catena.server.access.Access;
import io.catena.server.access.Tokens;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.inbound.services.AuditedRequests;
import io.catena.server.rpc.inbound.services.ClientRequests;
import io.catena.server.rpc.inbound.services.ServerMethods;
import io.catena.server.threads.LastResort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the calls and messages of {@code catena.thrift} on one port. Handlers are called on the event loop. The calls
 * of one connection are started in their order; replies are sent as soon as they are given.
 */
public final class RpcServer {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
    private static final int ACCEPT_BACKLOG = 1024;
    private static final int READS_PER_TURN = 2;
    private static final long LONGEST_SWEEP_MILLIS = 1000;
    private static final long CLOSING_CHECK_MILLIS = 5;

    private final RpcTransport transport;
    private final ServerContext context;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private Channel listening;
    private ScheduledFuture<?> sweeping;

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
        this.transport = transport;
        this.context = new ServerContext(
                limits,
                ServerMemory.of(limits),
                new Turns(transport::inNextTurn),
                new Turns(transport::inNextTurn),
                counters,
                new ServerMethods(clients, admins, tokens, access),
                nodes,
                slowReaders,
                access,
                transport.security(),
                new ServerConnections(limits, counters),
                new RateLimitedLog(LOG::warn, System::nanoTime));
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
        RpcLimits limits = context.limits();
        long everyMillis = Math.max(
                1,
                Math.min(
                        LONGEST_SWEEP_MILLIS,
                        LongStream.of(
                                                limits.firstWordMillis(),
                                                limits.unknownMillis(),
                                                limits.frameDeadlineMillis(),
                                                limits.idleMillis())
                                        .min()
                                        .orElseThrow()
                                / 4));
        sweeping = transport
                .loop()
                .scheduleAtFixedRate(
                        LastResort.surviving(
                                "the sweep of connections",
                                () -> context.connections().sweep(System.nanoTime())),
                        everyMillis,
                        everyMillis,
                        TimeUnit.MILLISECONDS);
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(transport.loop())
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
                        accept(channel);
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

    private void accept(Channel channel) {
        if (context.connections().closing()) {
            channel.close();
            return;
        }
        ServerConnection connection = new ServerConnection(context, channel);
        context.connections().add(connection);
        connection.start();
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
            if (!context.connections().closing()) {
                context.connections().stop();
                if (listening != null) {
                    listening.close();
                    sweeping.cancel(false);
                }
                closeWhenQuiet(deadlineNanos);
            }
        });
        return closed;
    }

    private void closeWhenQuiet(long deadlineNanos) {
        if (context.connections().quiet() || System.nanoTime() - deadlineNanos >= 0) {
            context.connections().closeAll();
            closed.complete(null);
            return;
        }
        EventLoop loop = transport.loop();
        loop.schedule(() -> closeWhenQuiet(deadlineNanos), CLOSING_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
}
