package io.catena.systemtest;

import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.thrift.TException;

/**
 * A well-behaved client of one node: it alternates small puts and gets with short pauses, and measures each of them.
 */
public final class Bystander implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 8_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final NodeProcess node;
    private final List<Long> putNanos = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> getNanos = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final Thread asking;
    private volatile boolean over;

    public Bystander(NodeProcess node) {
        this.node = node;
        this.asking = new Thread(this::ask, "bystander");
        asking.setDaemon(true);
        asking.start();
    }

    private void ask() {
        String key = "bystander-" + node.port();
        for (int i = 0; !over; i++) {
            try (BareClient client = node.connect(TIMEOUT_MILLIS)) {
                while (!over) {
                    String value = Integer.toString(i++);
                    measure(putNanos, () -> client.put(key, value));
                    measure(getNanos, () -> client.get(key));
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (TException e) {
                failures.add(e.toString());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private interface Call {
        void run() throws TException;
    }

    /** A refusal because too much waits counts as a failure; the client goes on. */
    private void measure(List<Long> nanos, Call call) throws TException {
        long began = System.nanoTime();
        try {
            call.run();
        } catch (Unavailable e) {
            failures.add(e.getReason() + ": " + e.getMessage());
            if (e.getReason() != UnavailableReason.OVERLOADED) {
                throw e;
            }
        } finally {
            nanos.add(System.nanoTime() - began);
        }
    }

    /** The calls that were refused or lost. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many gets have ended. */
    public int gets() {
        return getNanos.size();
    }

    public long putMillis(double share) {
        return percentileMillis(putNanos, share);
    }

    public long getMillis(double share) {
        return percentileMillis(getNanos, share);
    }

    /** For no calls it is the longest time: a client that got no answer was not answered soon. */
    private static long percentileMillis(List<Long> nanos, double share) {
        List<Long> sorted = new ArrayList<>(List.copyOf(nanos));
        Collections.sort(sorted);
        return sorted.isEmpty()
                ? Long.MAX_VALUE
                : TimeUnit.NANOSECONDS.toMillis(sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)));
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "%s: %d puts, p50 %d p99 %d max %d ms; %d gets, p50 %d p99 %d max %d ms; %d failures",
                node,
                putNanos.size(),
                putMillis(0.5),
                putMillis(0.99),
                putMillis(1),
                getNanos.size(),
                getMillis(0.5),
                getMillis(0.99),
                getMillis(1),
                failures.size());
    }

    @Override
    public void close() {
        over = true;
        try {
            asking.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
