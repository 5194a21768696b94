package io.catena.bench.limits;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Repeats a step on several threads at once for some time; each thread has a step of its own. */
final class Repeated {
    /** The step that is repeated; for one thread. */
    interface Step extends Closeable {
        void run() throws Exception;
    }

    /**
     * The result.
     *
     * @param parallel the number of threads
     * @param stepsPerSecond of all threads together
     */
    record Pace(int parallel, double stepsPerSecond, double p50Micros, double p99Micros) {}

    private Repeated() {}

    /** The first fifth of the time is warm-up and is not counted. */
    static Pace run(List<? extends Step> steps, long millis) throws Exception {
        Histogram latencies = new ConcurrentHistogram(128, TimeUnit.MINUTES.toNanos(10), 3);
        CountDownLatch together = new CountDownLatch(steps.size());
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        ExecutorService threads = Executors.newFixedThreadPool(steps.size());
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (Step step : steps) {
                Callable<Void> loop = () -> {
                    together.countDown();
                    together.await();
                    repeat(step, System.nanoTime() + nanos / 5, nanos, latencies);
                    return null;
                };
                ends.add(threads.submit(loop));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
        return new Pace(
                steps.size(),
                latencies.getTotalCount() * 1e9 / nanos,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3);
    }

    private static void repeat(Step step, long beginNanos, long nanos, Histogram latencies) throws Exception {
        long before = System.nanoTime();
        while (before - beginNanos < nanos) {
            step.run();
            long now = System.nanoTime();
            if (before - beginNanos >= 0) {
                latencies.recordValue(now - before);
            }
            before = now;
        }
    }
}
