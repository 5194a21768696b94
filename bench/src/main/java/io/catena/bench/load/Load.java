package io.catena.bench.load;

import io.catena.bench.store.StoreSession;
import io.catena.bench.store.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Puts a workload on a store and measures it. */
public final class Load {
    private static final long UPDATE_MILLIS = 1_000;

    private final Target target;
    private final LoadProgress progress;

    public Load(Target target, LoadProgress progress) {
        this.target = target;
        this.progress = progress;
    }

    /**
     * Warms up and measures. If the workload has gets, {@link #fill} must have created the keys before. Operations that
     * fail are counted and do not end the run.
     *
     * @throws Exception if a session cannot be made
     */
    public LoadResult run(Workload workload) throws Exception {
        NanoClock clock = NanoClock.SYSTEM;
        WorkloadKeys workloadKeys = new WorkloadKeys(workload.keys(), workload.keyBytes());
        KeyChooser chooser = workload.distribution().over(workload.keys());
        List<StoreSession> sessions = sessions(workload.threads());
        long start = clock.nanoTime();
        OperationSchedule operationSchedule = schedule(workload, clock, start);
        Worker.Shared shared = new Worker.Shared(
                workload,
                workloadKeys,
                chooser,
                operationSchedule,
                clock,
                new OperationStats(),
                new OperationStats(),
                new LongAdder(),
                new AtomicReference<>());
        List<Thread> threads = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(workload.seed());
        for (StoreSession storeSession : sessions) {
            threads.add(new Thread(new Worker(shared, storeSession, random.split())::work, "load-" + threads.size()));
        }
        await(threads, workload, shared.done(), start);
        sessions.forEach(Load::close);
        return result(shared);
    }

    private static OperationSchedule schedule(Workload workload, NanoClock clock, long startNanos) {
        long warmUpNanos = TimeUnit.MILLISECONDS.toNanos(workload.warmUpMillis());
        long durationNanos = TimeUnit.MILLISECONDS.toNanos(workload.durationMillis());
        return workload.isOpenLoop()
                ? new OpenLoop(clock, workload.operationsPerSecond(), startNanos, warmUpNanos, durationNanos)
                : OperationSchedule.closed(clock, startNanos, warmUpNanos, durationNanos);
    }

    private static LoadResult result(Worker.Shared shared) {
        Workload workload = shared.workload();
        SplittableRandom kinds = new SplittableRandom(workload.seed());
        shared.operationSchedule()
                .missed(wait ->
                        (kinds.nextDouble() < workload.readShare() ? shared.gets() : shared.puts()).missed(wait));
        double seconds = workload.durationMillis() / 1_000.0;
        List<OperationResult> operations = new ArrayList<>();
        if (workload.readShare() < 1) {
            operations.add(shared.puts().result(Kind.PUT, seconds));
        }
        if (workload.readShare() > 0) {
            operations.add(shared.gets().result(Kind.GET, seconds));
        }
        return new LoadResult(
                workload, operations, Optional.ofNullable(shared.firstError().get()));
    }

    /**
     * Creates every key once.
     *
     * @param workload has the keys and values
     * @throws IllegalStateException if a key could not be created
     */
    public void fill(Workload workload, int threads) throws Exception {
        WorkloadKeys workloadKeys = new WorkloadKeys(workload.keys(), workload.keyBytes());
        Filling filling = new Filling(workloadKeys, workload);
        List<StoreSession> sessions = sessions(threads);
        List<Thread> threadsFilling = new ArrayList<>();
        for (StoreSession storeSession : sessions) {
            threadsFilling.add(new Thread(() -> filling.fill(storeSession), "fill-" + threadsFilling.size()));
        }
        threadsFilling.forEach(Thread::start);
        for (Thread thread : threadsFilling) {
            while (thread.isAlive()) {
                thread.join(UPDATE_MILLIS);
                progress.update("filling in " + workloadKeys.count() + " keys", filling.doneShare(), 0);
            }
        }
        sessions.forEach(Load::close);
        filling.requireComplete();
    }

    private List<StoreSession> sessions(int count) throws Exception {
        List<StoreSession> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(target.storeSession());
        }
        return sessions;
    }

    private static void close(StoreSession storeSession) {
        try {
            storeSession.close();
        } catch (Exception e) {
            throw new IllegalStateException("a session cannot be closed", e);
        }
    }

    private void await(List<Thread> threads, Workload workload, LongAdder done, long startNanos)
            throws InterruptedException {
        threads.forEach(Thread::start);
        long last = 0;
        long lastNanos = startNanos;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                thread.join(UPDATE_MILLIS);
                long now = System.nanoTime();
                if (now - lastNanos >= TimeUnit.MILLISECONDS.toNanos(UPDATE_MILLIS) * 9 / 10) {
                    long count = done.sum();
                    tell(workload, now - startNanos, (count - last) * 1e9 / (now - lastNanos));
                    last = count;
                    lastNanos = now;
                }
            }
        }
    }

    private void tell(Workload workload, long sinceStartNanos, double perSecond) {
        double millis = sinceStartNanos / 1e6;
        boolean warm = millis >= workload.warmUpMillis();
        double into = warm ? millis - workload.warmUpMillis() : millis;
        long length = warm ? workload.durationMillis() : workload.warmUpMillis();
        progress.update(warm ? "measuring" : "warming up", Math.min(1, into / length), perSecond);
    }
}
