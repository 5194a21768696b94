package io.catena.server.rpc.inbound;

import io.catena.server.access.Access;
import io.catena.server.access.Tokens;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.inbound.services.ServerMethods;
import io.catena.server.threads.LastResort;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to a server that one event loop serves, with all that they share. Owned by that loop. */
final class LoopConnections {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
    private static final long LONGEST_SWEEP_MILLIS = 1000;
    private static final long CLOSING_CHECK_MILLIS = 5;

    private final RpcTransport transport;
    private final ServerContext context;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    /** Null before it is started. */
    private volatile ScheduledFuture<?> sweeping;

    LoopConnections(RpcServer.OfLoop services, RpcLimits limits, RpcCounters counters, Access access, Tokens tokens) {
        this.transport = services.transport();
        this.context = new ServerContext(
                limits,
                ServerMemory.of(limits),
                new Turns(transport::inNextTurn),
                new Turns(transport::inNextTurn),
                counters,
                new ServerMethods(services.clients(), services.admins(), tokens, access),
                services.nodes(),
                services.slowReaders(),
                access,
                transport.security(),
                new ServerConnections(limits, counters),
                new RateLimitedLog(LOG::warn, System::nanoTime));
    }

    /** From any thread. */
    void startSweeping() {
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
    }

    void accept(Channel channel) {
        if (context.connections().closing()) {
            channel.close();
            return;
        }
        ServerConnection connection = new ServerConnection(context, channel);
        context.connections().add(connection);
        connection.start();
    }

    /** As {@link RpcServer#close}. From any thread. */
    CompletableFuture<Void> close(long deadlineNanos) {
        transport.loop().execute(() -> {
            if (!context.connections().closing()) {
                context.connections().stop();
                if (sweeping != null) {
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
        transport.loop().schedule(() -> closeWhenQuiet(deadlineNanos), CLOSING_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
}
