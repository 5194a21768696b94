package io.catena.bench.rebalance;

import io.catena.bench.load.Kind;
import io.catena.client.CatenaClient;
import io.catena.client.Versioned;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls that are due at a steady rate, whatever the cluster does, and are sent when they are due, however many are under way:
 * the chains take turns, each with a get and then a put of one of its keys. One thread sends them.
 */
final class SteadyLoad implements AutoCloseable {
    private static final double SECOND_NANOS = 1e9;
    private static final long POLL_MILLIS = 10;

    private final CatenaClient client;
    private final ChainKeys keys;
    private final double nanosPerCall;
    private final CallLog log;
    private final SplittableRandom random = new SplittableRandom(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<String> firstFailure = new AtomicReference<>();
    private final Thread thread = new Thread(this::send, "steady-load");
    private volatile boolean over;

    SteadyLoad(CatenaClient client, ChainKeys keys, double callsPerSecond, CallLog log) {
        this.client = client;
        this.keys = keys;
        this.nanosPerCall = SECOND_NANOS / callsPerSecond;
        this.log = log;
        thread.setDaemon(true);
        thread.start();
    }

    private void send() {
        long startNanos = System.nanoTime();
        for (long number = 0; !over; number++) {
            long dueNanos = startNanos + (long) (number * nanosPerCall);
            for (long wait = dueNanos - System.nanoTime(); wait > 0 && !over; wait = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            int chain = 1 + (int) (number % keys.chains());
            byte[] key = keys.any(chain, random);
            underWay.incrementAndGet();
            if (number / keys.chains() % 2 == 0) {
                client.getAsync(key)
                        .whenComplete((found, error) -> ended(Kind.GET, chain, dueNanos, error, problem(found)));
            } else {
                client.putAsync(key, keys.value(random))
                        .whenComplete((written, error) -> ended(Kind.PUT, chain, dueNanos, error, null));
            }
        }
    }

    /** What is wrong with what a get has found; null if nothing is. */
    private String problem(Optional<Versioned> found) {
        if (found == null || found.isEmpty()) {
            return "a get found nothing";
        }
        int length = found.get().value().length;
        return length == keys.valueBytes() ? null : "a get found " + length + " bytes";
    }

    private void ended(Kind kind, int chain, long dueNanos, Throwable error, String problem) {
        log.add(new CallLog.Call(kind, chain, dueNanos, System.nanoTime(), error == null && problem == null));
        if (error != null) {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            firstFailure.compareAndSet(null, kind + " of chain " + chain + ": " + cause);
        } else if (problem != null) {
            firstFailure.compareAndSet(null, problem + " in chain " + chain);
        }
        underWay.decrementAndGet();
    }

    /** The first call that failed, in words. */
    Optional<String> firstFailure() {
        return Optional.ofNullable(firstFailure.get());
    }

    /** Sends no more; returns when no call is under way, which the client's timeout bounds. */
    @Override
    public void close() {
        over = true;
        try {
            thread.join();
            while (underWay.get() > 0) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
