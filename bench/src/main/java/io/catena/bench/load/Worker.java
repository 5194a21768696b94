package io.catena.bench.load;

import io.catena.bench.store.StoreSession;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** One caller: does the operations that are due, one after the other, until none is left. */
final class Worker {
    /** The objects that all callers of a load share. */
    record Shared(
            Workload workload,
            WorkloadKeys workloadKeys,
            KeyChooser chooser,
            OperationSchedule operationSchedule,
            NanoClock clock,
            OperationStats puts,
            OperationStats gets,
            LongAdder done,
            AtomicReference<String> firstError) {}

    private final Shared shared;
    private final StoreSession storeSession;
    private final SplittableRandom random;
    private final Values values;

    Worker(Shared shared, StoreSession storeSession, SplittableRandom random) {
        this.shared = shared;
        this.storeSession = storeSession;
        this.random = random;
        this.values = new Values(shared.workload().valueBytes(), random);
    }

    void work() {
        OperationSchedule operationSchedule = shared.operationSchedule();
        double readShare = shared.workload().readShare();
        for (long due = operationSchedule.next(); due != OperationSchedule.OVER; due = operationSchedule.next()) {
            boolean isGet = readShare == 1 || readShare > 0 && random.nextDouble() < readShare;
            byte[] key = shared.workloadKeys().get(shared.chooser().next(random));
            boolean right = perform(isGet, key);
            long answered = shared.clock().nanoTime();
            shared.done().increment();
            if (operationSchedule.counts(due, answered)) {
                record(isGet ? shared.gets() : shared.puts(), right, answered - due);
            }
        }
    }

    private static void record(OperationStats stats, boolean right, long latencyNanos) {
        if (right) {
            stats.answered(latencyNanos);
        } else {
            stats.failed();
        }
    }

    private boolean perform(boolean isGet, byte[] key) {
        try {
            if (!isGet) {
                storeSession.put(key, values.next());
                return true;
            }
            byte[] found = storeSession.get(key);
            if (found == null || found.length != shared.workload().valueBytes()) {
                return failed("a get found " + (found == null ? "nothing" : found.length + " bytes") + " instead of "
                        + shared.workload().valueBytes() + " bytes");
            }
            return true;
        } catch (Exception e) {
            return failed((isGet ? "get: " : "put: ") + e);
        }
    }

    private boolean failed(String what) {
        shared.firstError().compareAndSet(null, what);
        return false;
    }
}
