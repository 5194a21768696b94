package io.catena.systemtest.chaos;

import io.catena.systemtest.Findings;
import io.catena.systemtest.LocalCluster;
import io.catena.systemtest.NodeProcess;
import io.catena.systemtest.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of several kinds, which make calls until this object is closed: at most a few thousand per second, so that
 * two cores have time for the cluster too.
 */
final class Traffic implements AutoCloseable {
    private static final int WRITERS = 4;
    private static final int READERS = 2;
    private static final int NODE_READERS = 4;
    private static final int PERCENT_WRITES_OF_WRITERS = 75;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** Longer than the longest time-out of a call. */
    private static final long REST_SECONDS = 40;

    private final Pace pace = new Pace();
    private final Tally tally = new Tally();
    private final List<Thread> threads = new ArrayList<>();
    private final List<CheckedClient> stores = new ArrayList<>();
    private final Findings findings;
    private final Generations generations;
    private volatile List<NodeProcess> nodes;

    /** A client that makes one call after the other; for one thread. */
    interface Client extends AutoCloseable {
        /** Makes one call and records it in the generation. */
        void call(Generation current);

        @Override
        void close();
    }

    /** Begins at once. */
    Traffic(Generations generations, Findings findings, Random random, List<NodeProcess> nodes) {
        this.generations = generations;
        this.findings = findings;
        nodes(nodes);
        int process = 0;
        for (int i = 0; i < WRITERS + READERS; i++) {
            // As in two programs: the threads of each share its client.
            if (stores.size() < 2) {
                stores.add(new CheckedClient(LocalCluster.clientOf(nodes)));
            }
            process++;
            int percent = i < WRITERS ? PERCENT_WRITES_OF_WRITERS : 0;
            CheckedClient checkedClient = stores.get(i % stores.size());
            add(process, new LibraryClient(process, checkedClient, tally, new Random(random.nextLong()), percent));
        }
        for (int i = 0; i < NODE_READERS; i++) {
            process++;
            add(process, new NodeReader(process, () -> this.nodes, tally, new Random(random.nextLong())));
        }
        tally.begin();
        threads.forEach(Thread::start);
    }

    private void add(int process, Client client) {
        Thread thread = new Thread(() -> run(client), "client-" + process);
        thread.setDaemon(true);
        threads.add(thread);
    }

    private void run(Client client) {
        pace.join();
        try (client) {
            while (pace.mayGoOn()) {
                client.call(generations.current());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            findings.add(Thread.currentThread().getName() + " failed: " + e);
        } finally {
            pace.leave();
        }
    }

    /** Sets the nodes that are read from one by one. */
    void nodes(List<NodeProcess> some) {
        nodes = List.copyOf(some);
    }

    /** Begins a pause; returns when no call is under way. */
    void rest() throws InterruptedException {
        pace.rest(REST_SECONDS);
        tally.rest();
    }

    void goOn() {
        tally.begin();
        pace.goOn();
    }

    Tally tally() {
        return tally;
    }

    @Override
    public void close() {
        pace.end();
        stores.forEach(CheckedClient::close);
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(REST_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
