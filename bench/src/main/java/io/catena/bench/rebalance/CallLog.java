package io.catena.bench.rebalance;

import io.catena.bench.load.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/** All calls of a study, each with when it was due and when it ended. Times are those of a monotonic clock. Thread-safe. */
final class CallLog {
    private static final int DIGITS = 3;

    private final int chains;
    private final List<Call> calls = new ArrayList<>();

    /**
     * A call that has ended.
     *
     * @param chain from 1
     */
    record Call(Kind kind, int chain, long dueNanos, long endNanos, boolean succeeded) {}

    /** The calls of one kind that were due in a window. Latencies are those of calls that succeeded. */
    record Figures(long calls, long failed, double p50Millis, double p99Millis, double maxMillis) {}

    CallLog(int chains) {
        this.chains = chains;
    }

    synchronized void add(Call call) {
        calls.add(call);
    }

    synchronized Figures figures(Kind kind, long beginNanos, long endNanos) {
        Histogram latencies = new Histogram(DIGITS);
        long failed = 0;
        for (Call call : calls) {
            if (call.kind() == kind && call.dueNanos() - beginNanos >= 0 && call.dueNanos() - endNanos < 0) {
                if (call.succeeded()) {
                    latencies.recordValue(call.endNanos() - call.dueNanos());
                } else {
                    failed++;
                }
            }
        }
        return new Figures(
                latencies.getTotalCount() + failed,
                failed,
                millis(latencies.getValueAtPercentile(50)),
                millis(latencies.getValueAtPercentile(99)),
                millis(latencies.getMaxValue()));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    /** The longest time within a window in which no call of this kind on a certain chain succeeded, of all chains. */
    synchronized double longestGapMillis(Kind kind, long beginNanos, long endNanos) {
        long longest = 0;
        for (int chain = 1; chain <= chains; chain++) {
            int number = chain;
            long[] afterBegin = calls.stream()
                    .filter(call -> call.kind() == kind && call.chain() == number && call.succeeded())
                    .mapToLong(call -> call.endNanos() - beginNanos)
                    .filter(nanos -> nanos > 0 && nanos < endNanos - beginNanos)
                    .toArray();
            longest = Math.max(longest, longestGap(afterBegin, endNanos - beginNanos));
        }
        return millis(longest);
    }

    /** @param successes when they were, after the begin of a window of this length */
    private static long longestGap(long[] successes, long length) {
        Arrays.sort(successes);
        long last = 0;
        long longest = 0;
        for (long success : successes) {
            longest = Math.max(longest, success - last);
            last = success;
        }
        return Math.max(longest, length - last);
    }
}
