package io.catena.bench.load;

import io.catena.bench.store.Session;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** One caller: does what is due, one operation after the other, until nothing is due any more. */
final class Worker {
    /** What all callers of a load share. */
    record Shared(
            Workload workload,
            Keys keys,
            KeyChooser chooser,
            Schedule schedule,
            NanoClock clock,
            OperationStats puts,
            OperationStats gets,
            LongAdder done,
            AtomicReference<String> firstError) {}

    private final Shared shared;
    private final Session session;
    private final SplittableRandom random;
    private final Values values;

    Worker(Shared shared, Session session, SplittableRandom random) {
        this.shared = shared;
        this.session = session;
        this.random = random;
        this.values = new Values(shared.workload().valueBytes(), random);
    }

    void work() {
        Schedule schedule = shared.schedule();
        double readShare = shared.workload().readShare();
        for (long due = schedule.next(); due != Schedule.OVER; due = schedule.next()) {
            boolean isGet = readShare == 1 || readShare > 0 && random.nextDouble() < readShare;
            byte[] key = shared.keys().get(shared.chooser().next(random));
            boolean right = perform(isGet, key);
            long answered = shared.clock().nanoTime();
            shared.done().increment();
            if (schedule.counts(due, answered)) {
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
                session.put(key, values.next());
                return true;
            }
            byte[] found = session.get(key);
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
