package io.catena.server.rpc.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS of a connection that this node opens. The keys of its first message are made by the threads of handshakes, too: the
 * engine of the JDK makes them in the thread that begins the handshake, which takes the event loop milliseconds. Until then the
 * handlers behind it see a connection that is not active, and what they write waits.
 */
final class TlsConnecting extends SslHandler {
    private final Executor handshakes;
    private final long handshakeMillis;
    private boolean begun;

    /** @param handshakeMillis how long the handshake may take from the moment at which the port has taken the connection */
    TlsConnecting(SSLEngine engine, Executor handshakes, long handshakeMillis) {
        super(engine, handshakes);
        this.handshakes = handshakes;
        this.handshakeMillis = handshakeMillis;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        long startNanos = System.nanoTime();
        ctx.channel().config().setAutoRead(false); // what comes would begin the handshake
        Future<?> timeOut = ctx.executor()
                .schedule(
                        () -> fail(ctx, new SslHandshakeTimeoutException("its keys were not made in time")),
                        handshakeMillis,
                        TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> timeOut.cancel(false));
        try {
            handshakes.execute(() -> {
                SSLException failure = makeKeys();
                onLoop(ctx, () -> {
                    if (timeOut.cancel(false)) {
                        begin(ctx, failure, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            fail(ctx, e);
        }
    }

    private SSLException makeKeys() {
        try {
            engine().beginHandshake();
            return null;
        } catch (SSLException e) {
            return e;
        } catch (RuntimeException e) {
            return new SSLException(e);
        }
    }

    private static void onLoop(ChannelHandlerContext ctx, Runnable task) {
        try {
            ctx.executor().execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and all its connections have ended with it.
            return;
        }
    }

    private void begin(ChannelHandlerContext ctx, SSLException failure, long tookMillis) {
        if (failure != null) {
            fail(ctx, failure);
            return;
        }
        begun = true;
        setHandshakeTimeoutMillis(Math.max(1, handshakeMillis - tookMillis));
        try {
            super.channelActive(ctx);
            ctx.channel().config().setAutoRead(true);
        } catch (Exception e) {
            fail(ctx, e);
        }
    }

    private static void fail(ChannelHandlerContext ctx, Exception why) {
        ctx.fireExceptionCaught(why);
        ctx.close();
    }

    /** A flush would begin the handshake. What is written waits for the one when the connection is active. */
    @Override
    public void flush(ChannelHandlerContext ctx) throws Exception {
        if (begun) {
            super.flush(ctx);
        }
    }

    /** Before the handshake there is nothing to say at the end. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        if (begun) {
            super.close(ctx, promise);
        } else {
            ctx.close(promise);
        }
    }
}
