package io.catena.systemtest.failover;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaClientBuilder;
import io.catena.systemtest.Gaps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Several programs that use the cluster, each with a client of its own, one thread that writes and one that reads. */
final class ClientThreads implements AutoCloseable {
    private final List<CatenaClient> clients = new ArrayList<>();
    private final List<ClientThread> writers = new ArrayList<>();
    private final List<ClientThread> readers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Gaps writes = new Gaps();
    private final Gaps reads = new Gaps();

    /** What clients noticed in a window of time. */
    record Seen(Side writes, Side reads, long errors) {}

    /**
     * Writes or reads; all values in milliseconds.
     *
     * @param longestGap the longest time that one client had no success
     * @param commonGap the longest time in which no client had a success
     * @param slowest the longest time of a call
     */
    record Side(long longestGap, long commonGap, long slowest) {}

    /** Begins at once. */
    ClientThreads(int programs, Supplier<CatenaClientBuilder> builders) {
        writes.begin();
        reads.begin();
        for (int i = 0; i < programs; i++) {
            CatenaClient client = builders.get().build();
            clients.add(client);
            writers.add(ClientThread.writer("writer-" + i, client, writes));
            readers.add(ClientThread.reader("reader-" + i, client, reads));
        }
        all().forEach(client -> threads.add(client.start()));
    }

    private Stream<ClientThread> all() {
        return Stream.concat(writers.stream(), readers.stream());
    }

    /** Returns when every thread has had at least 10 more successes. */
    void awaitSuccesses() {
        List<Long> before = all().map(ClientThread::successes).toList();
        Awaitility.await("successes of every client")
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    List<Long> now = all().map(ClientThread::successes).toList();
                    for (int i = 0; i < now.size(); i++) {
                        if (now.get(i) < before.get(i) + 10) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** What clients noticed since the last call. */
    Seen take() {
        return new Seen(
                take(writers, writes),
                take(readers, reads),
                all().mapToLong(ClientThread::takeErrors).sum());
    }

    private static Side take(List<ClientThread> some, Gaps together) {
        return new Side(
                some.stream()
                        .mapToLong(ClientThread::takeLongestGapMillis)
                        .max()
                        .orElse(0),
                together.takeLongestMillis(),
                some.stream().mapToLong(ClientThread::takeSlowestMillis).max().orElse(0));
    }

    long writesDone() {
        return writes.successes();
    }

    long readsDone() {
        return reads.successes();
    }

    @Override
    public void close() {
        all().forEach(ClientThread::end);
        clients.forEach(CatenaClient::close);
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
