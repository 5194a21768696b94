package io.catena.bench.failover;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Threads that write and threads that read without a pause, each one operation after the other. */
final class Probers implements AutoCloseable {
    private static final int WRITERS = 8;
    private static final int READERS = 8;
    private static final int KEYS = 1_000;
    private static final int VALUE_BYTES = 100;

    private final Gap writes = new Gap();
    private final Gap reads = new Gap();
    private final LongAdder failures = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Probers(CatenaClient client) {
        for (int i = 0; i < WRITERS; i++) {
            start("writer-" + i, key -> client.put(key, new byte[VALUE_BYTES]), writes);
        }
        for (int i = 0; i < READERS; i++) {
            start("reader-" + i, client::get, reads);
        }
    }

    /** An operation on a key. */
    private interface Call {
        Object on(byte[] key);
    }

    private void start(String name, Call call, Gap gap) {
        Thread thread = new Thread(() -> repeat(call, gap), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(Call call, Gap gap) {
        for (int i = 0; !over; i++) {
            try {
                call.on(("key-" + i % KEYS).getBytes(StandardCharsets.US_ASCII));
                gap.success();
            } catch (CatenaException e) {
                failures.increment();
            }
        }
    }

    Gap writes() {
        return writes;
    }

    Gap reads() {
        return reads;
    }

    /** The number of operations that failed since the last call. */
    long takeFailures() {
        return failures.sumThenReset();
    }

    /** Returns when no operation is under way. */
    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
