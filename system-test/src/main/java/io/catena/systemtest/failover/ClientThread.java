package io.catena.systemtest.failover;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaException;
import io.catena.systemtest.Gaps;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Makes one call after the other, with short pauses, until it is told to end. */
final class ClientThread implements Runnable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int KEYS = 100;

    private final String name;
    private final Call call;
    private final Gaps own = new Gaps();
    private final Gaps together;
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private volatile boolean ended;

    /** The call that is repeated. */
    interface Call {
        void on(String key);
    }

    /** @param together the gaps of all threads that make the same calls */
    private ClientThread(String name, Gaps together, Call call) {
        this.name = name;
        this.together = together;
        this.call = call;
    }

    static ClientThread writer(String name, CatenaClient client, Gaps together) {
        String value = "x".repeat(100);
        return new ClientThread(name, together, key -> client.put(key, value));
    }

    static ClientThread reader(String name, CatenaClient client, Gaps together) {
        return new ClientThread(name, together, client::get);
    }

    Thread start() {
        Thread thread = new Thread(this, name);
        thread.setDaemon(true);
        own.begin();
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        for (int i = 0; !ended; i = (i + 1) % KEYS) {
            long begun = System.nanoTime();
            try {
                call.on(name + " " + i);
                own.success();
                together.success();
            } catch (CatenaException e) {
                errors.incrementAndGet();
            }
            slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    void end() {
        ended = true;
    }

    long successes() {
        return own.successes();
    }

    /** The longest time without a success of this thread since the last call. */
    long takeLongestGapMillis() {
        return own.takeLongestMillis();
    }

    /** The slowest call that ended since the last call of this method. */
    long takeSlowestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(slowestNanos.getAndSet(0));
    }

    long takeErrors() {
        return errors.getAndSet(0);
    }
}
