package io.catena.systemtest;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaClientBuilder;
import io.catena.client.UnavailableException;
import io.catena.client.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.thrift.TException;

/** Reads keys drawn at random: with the client library, and with a bare connection to one node after the other. */
final class Reader implements Runnable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int BARE_TIMEOUT_MILLIS = 1_000;
    private static final int READS_IN_TURN = 50;

    private final List<KeyHistory> keys;
    private final CountingWorkload load;
    private final Random random;
    private final CatenaClient client;

    Reader(List<KeyHistory> keys, CountingWorkload load, long seed, CatenaClientBuilder client) {
        this.keys = keys;
        this.load = load;
        this.random = new Random(seed);
        this.client =
                client.timeoutMillis(TIMEOUT_MILLIS).attemptTimeoutMillis(700).build();
    }

    @Override
    public void run() {
        load.pace().join();
        try (client) {
            while (load.pace().mayGoOn()) {
                if (random.nextBoolean()) {
                    throughLibrary();
                } else {
                    atOneNode();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            load.findings().add("a reader failed: " + e);
        } finally {
            load.pace().leave();
        }
    }

    private KeyHistory anyKey() {
        return keys.get(random.nextInt(keys.size()));
    }

    private void throughLibrary() throws InterruptedException {
        for (int i = 0; i < READS_IN_TURN && load.pace().mayGoOn(); i++) {
            KeyHistory history = anyKey();
            long floor = history.floor();
            try {
                Optional<Versioned> found = client.get(history.key());
                load.findings().add("a read", history.judge(floor, history.begun(), found.map(Versioned::text)));
                load.reads().success();
            } catch (UnavailableException e) {
                load.countUnread();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void atOneNode() throws InterruptedException {
        NodeProcess node = load.anyNode(random);
        try (BareClient bare = node.connect(BARE_TIMEOUT_MILLIS)) {
            for (int i = 0; i < READS_IN_TURN && load.pace().mayGoOn(); i++) {
                KeyHistory history = anyKey();
                long floor = history.floor();
                Optional<String> found = bare.get(history.key());
                load.findings().add("a read at " + node, history.judge(floor, history.begun(), found));
                load.reads().success();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (TException e) {
            // The node or its chain does not answer: another node is asked next.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
