package io.catena.bench.load;

import io.catena.bench.store.StoreSession;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Creates every key once, on the threads that call {@link #fill}. */
final class Filling {
    private static final int ATTEMPTS = 5;

    private final WorkloadKeys workloadKeys;
    private final Workload workload;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicReference<Exception> problem = new AtomicReference<>();

    Filling(WorkloadKeys workloadKeys, Workload workload) {
        this.workloadKeys = workloadKeys;
        this.workload = workload;
    }

    void fill(StoreSession storeSession) {
        Values values = new Values(workload.valueBytes(), new SplittableRandom(workload.seed()));
        for (int i = next.getAndIncrement();
                i < workloadKeys.count() && problem.get() == null;
                i = next.getAndIncrement()) {
            try {
                create(storeSession, workloadKeys.get(i), values.next());
                created.incrementAndGet();
            } catch (Exception e) {
                problem.compareAndSet(null, e);
            }
        }
    }

    /** Tries again, because a store that has just started may refuse its first operations. */
    private static void create(StoreSession storeSession, byte[] key, byte[] value) throws Exception {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                storeSession.create(key, value);
                return;
            } catch (Exception e) {
                Thread.sleep(200L * attempt);
            }
        }
        storeSession.create(key, value);
    }

    double doneShare() {
        return (double) created.get() / workloadKeys.count();
    }

    void requireComplete() {
        if (created.get() < workloadKeys.count()) {
            throw new IllegalStateException(
                    "only " + created.get() + " of " + workloadKeys.count() + " keys could be created: "
                            + problem.get(),
                    problem.get());
        }
    }
}
