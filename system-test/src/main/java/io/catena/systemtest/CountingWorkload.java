package io.catena.systemtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers and readers of a few hundred keys. Each key has one writer, which numbers its writes; each read is judged at
 * once. Begins when it is created, and goes on until it is closed.
 */
public final class CountingWorkload implements AutoCloseable {
    private static final int PADDING_BYTES = 100;
    /** Much longer than the deadline of any call. */
    private static final long REST_SECONDS = 30;

    private final List<KeyHistory> keys = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Pace pace = new Pace();
    private final Findings findings = new Findings();
    private final Gaps writes = new Gaps();
    private final Gaps reads = new Gaps();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong unread = new AtomicLong();
    private volatile List<NodeProcess> nodes;

    /** @param nodes the nodes to ask first; the clients learn the others from them */
    public CountingWorkload(int keyCount, int writers, int readers, long seed, List<NodeProcess> nodes) {
        nodes(nodes);
        for (int i = 0; i < keyCount; i++) {
            keys.add(new KeyHistory("key-" + i, PADDING_BYTES));
        }
        Random seeds = new Random(seed);
        for (int i = 0; i < writers; i++) {
            add("writer-" + i, new Writer(share(i, writers), this, seeds.nextLong(), LocalCluster.clientOf(nodes)));
        }
        for (int i = 0; i < readers; i++) {
            add("reader-" + i, new Reader(keys, this, seeds.nextLong(), LocalCluster.clientOf(nodes)));
        }
        writes.begin();
        reads.begin();
        threads.forEach(Thread::start);
    }

    private void add(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
    }

    private List<KeyHistory> share(int number, int writers) {
        List<KeyHistory> mine = new ArrayList<>();
        for (int i = number; i < keys.size(); i += writers) {
            mine.add(keys.get(i));
        }
        return mine;
    }

    /** Sets the nodes that are read from one by one. */
    public void nodes(List<NodeProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    NodeProcess anyNode(Random random) {
        List<NodeProcess> some = nodes;
        return some.get(random.nextInt(some.size()));
    }

    /** Begins a pause; returns when no call is under way. */
    public void rest() throws InterruptedException {
        pace.rest(REST_SECONDS);
        writes.rest();
        reads.rest();
    }

    public void goOn() {
        writes.begin();
        reads.begin();
        pace.goOn();
    }

    /**
     * Reads all keys at one node and judges them.
     *
     * @return what was found, in the order of the keys
     */
    public List<Optional<String>> readAll(NodeProcess node) throws org.apache.thrift.TException {
        List<Long> floors = keys.stream().map(KeyHistory::floor).toList();
        try (BareClient client = node.connect()) {
            List<Optional<String>> found =
                    client.read(keys.stream().map(KeyHistory::key).toList());
            for (int i = 0; i < keys.size(); i++) {
                KeyHistory history = keys.get(i);
                findings.add("at " + node, history.judge(floors.get(i), history.begun(), found.get(i)));
            }
            return found;
        }
    }

    /** @throws AssertionError if there was a violation */
    public void requireNoViolation() {
        findings.requireNone();
    }

    public long writesDone() {
        return writes.successes();
    }

    /** Writes that were refused or whose outcome is unknown. */
    public long writesFailed() {
        return refused.get() + unknown.get();
    }

    public long readsDone() {
        return reads.successes();
    }

    /** What happened since the last call, in one line. */
    public String summary() {
        return "longest gaps: writes " + writes.takeLongestMillis() + " ms, reads " + reads.takeLongestMillis()
                + " ms; so far " + writes.successes() + " writes, " + reads.successes() + " reads, "
                + refused.get() + " writes refused, " + unknown.get() + " unknown, " + unread.get() + " reads failed";
    }

    /** The longest times without a success since the start. */
    public String longestGaps() {
        return "writes " + writes.longestEverMillis() + " ms, reads " + reads.longestEverMillis() + " ms";
    }

    Pace pace() {
        return pace;
    }

    Findings findings() {
        return findings;
    }

    Gaps writes() {
        return writes;
    }

    Gaps reads() {
        return reads;
    }

    void countRefused() {
        refused.incrementAndGet();
    }

    void countUnknown() {
        unknown.incrementAndGet();
    }

    void countUnread() {
        unread.incrementAndGet();
    }

    @Override
    public void close() {
        pace.end();
        for (Thread thread : threads) {
            try {
                thread.join(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
