package io.catena.server.rpc.outbound;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks host names up on a thread of its own. Netty's default resolver calls the operating system on the event loop,
 * where a slow name server would block the replica.
 */
final class BackgroundResolver extends AddressResolverGroup<InetSocketAddress> {
    private static final int MAX_WAITING = 64;
    private static final long THREAD_IDLE_SECONDS = 60;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                Thread resolver = new Thread(task, "catena-resolver");
                resolver.setDaemon(true);
                return resolver;
            });

    BackgroundResolver() {
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Resolver(executor).asAddressResolver();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        super.close();
    }

    private final class Resolver extends InetNameResolver {
        Resolver(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            lookUp(promise, () -> InetAddress.getByName(host));
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            lookUp(promise, () -> Arrays.asList(InetAddress.getAllByName(host)));
        }

        private <T> void lookUp(Promise<T> promise, Lookup<T> lookup) {
            try {
                thread.execute(() -> {
                    try {
                        promise.trySuccess(lookup.get());
                    } catch (UnknownHostException | RuntimeException e) {
                        promise.tryFailure(e);
                    } catch (Error e) {
                        promise.tryFailure(e);
                        throw e;
                    }
                });
            } catch (RejectedExecutionException e) {
                promise.tryFailure(new UnknownHostException("too many names are being looked up"));
            }
        }
    }

    private interface Lookup<T> {
        T get() throws UnknownHostException;
    }
}
