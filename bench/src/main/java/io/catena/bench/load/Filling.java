package io.catena.bench.load;

import io.catena.bench.store.Session;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Creates every key once, by as many threads as call {@link #fill}. */
final class Filling {
    private static final int ATTEMPTS = 5;

    private final Keys keys;
    private final Workload workload;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicReference<Exception> problem = new AtomicReference<>();

    Filling(Keys keys, Workload workload) {
        this.keys = keys;
        this.workload = workload;
    }

    void fill(Session session) {
        Values values = new Values(workload.valueBytes(), new SplittableRandom(workload.seed()));
        for (int i = next.getAndIncrement(); i < keys.count() && problem.get() == null; i = next.getAndIncrement()) {
            try {
                create(session, keys.get(i), values.next());
                created.incrementAndGet();
            } catch (Exception e) {
                problem.compareAndSet(null, e);
            }
        }
    }

    /** A store that has just started may refuse its first operations. */
    private static void create(Session session, byte[] key, byte[] value) throws Exception {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                session.create(key, value);
                return;
            } catch (Exception e) {
                Thread.sleep(200L * attempt);
            }
        }
        session.create(key, value);
    }

    double doneShare() {
        return (double) created.get() / keys.count();
    }

    void requireComplete() {
        if (created.get() < keys.count()) {
            throw new IllegalStateException(
                    "only " + created.get() + " of " + keys.count() + " keys could be created: " + problem.get(),
                    problem.get());
        }
    }
}
