package io.catena.systemtest;

import static org.junit.Assert.assertTrue;

import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;
import org.awaitility.Awaitility;

/**
 * Writes on and on with the generated client, which names no chain and knows one address: in turns each key by itself, and many keys in
 * one call. It knows what each key may hold: what was acknowledged last, or what was written since with an unknown outcome.
 */
final class ChainlessWriter implements AutoCloseable {
    private static final int BATCH = 20;
    private static final int CALL_MILLIS = 4_000;
    private static final int PAUSE_MILLIS = 20;

    private final NodeProcess node;
    private final List<String> keys = new ArrayList<>();
    /** By key, what it may hold. */
    private final List<Set<String>> permitted = new ArrayList<>();

    private final AtomicInteger rounds = new AtomicInteger();
    /** What was said of each call that was not acknowledged. */
    private final List<String> failures = new CopyOnWriteArrayList<>();

    private final Thread thread = new Thread(this::run, "chainless-writer");
    private volatile boolean stopped;
    private volatile Exception unexpected;
    private BareClient client;

    ChainlessWriter(NodeProcess node, int count) {
        this.node = node;
        for (int i = 0; i < count; i++) {
            keys.add("key-" + i);
            permitted.add(new HashSet<>(Set.of("")));
        }
        thread.start();
    }

    private void run() {
        try {
            for (int round = 1; !stopped; round++) {
                round(round);
                rounds.set(round);
            }
        } catch (InterruptedException | RuntimeException | TException e) {
            unexpected = e;
        }
    }

    /** A value that was tried under an unknown outcome may still come: an old attempt is never given up as not done. */
    private void round(int round) throws InterruptedException, TException {
        for (int from = 0; from < keys.size() && !stopped; from += BATCH) {
            int to = Math.min(keys.size(), from + BATCH);
            if (round % 2 == 0) {
                write(from, to, "batch-" + round);
            } else {
                for (int i = from; i < to && !stopped; i++) {
                    write(i, i + 1, "single-" + round);
                }
            }
        }
    }

    /** Until it is acknowledged, or its outcome is unknown. */
    private void write(int from, int to, String value) throws InterruptedException, TException {
        while (!stopped) {
            try {
                if (client == null) {
                    client = node.connect(CALL_MILLIS);
                }
                client.putAll(keys.subList(from, to), value);
                acknowledged(from, to, value);
                return;
            } catch (Unavailable e) {
                failures.add(e.getMessage());
            } catch (OutcomeUnknown e) {
                unknown(from, to, value, e.getMessage());
                return;
            } catch (TTransportException e) {
                unknown(from, to, value, "the connection: " + e.getMessage());
                disconnect();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void acknowledged(int from, int to, String value) {
        for (int i = from; i < to; i++) {
            // What was unknown before may come later still.
            permitted.get(i).removeIf(old -> !old.startsWith("?"));
            permitted.get(i).add(value);
        }
    }

    private void unknown(int from, int to, String value, String why) {
        failures.add(why);
        for (int i = from; i < to; i++) {
            permitted.get(i).add("?" + value);
            permitted.get(i).add(value);
        }
    }

    private void disconnect() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Waits until each key has been written so many times more. */
    void awaitRounds(int more) {
        int until = rounds.get() + more + 1;
        Awaitility.await("rounds of writes")
                .atMost(Duration.ofSeconds(120))
                .until(() -> rounds.get() >= until || unexpected != null);
        assertTrue(String.valueOf(unexpected), unexpected == null);
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        assertTrue(String.valueOf(unexpected), unexpected == null);
    }

    /** What was said of each call that was not acknowledged. */
    List<String> failures() {
        return failures;
    }

    /** Reads all keys at a node in one call, and each by itself. To be called when it has stopped. */
    void checkAt(NodeProcess asked) throws TException {
        try (BareClient reader = asked.connect()) {
            List<Optional<String>> together = reader.read(keys);
            for (int i = 0; i < keys.size(); i++) {
                String found = together.get(i).orElse("");
                boolean isRight =
                        permitted.get(i).contains(found) || permitted.get(i).contains("?" + found);
                assertTrue(keys.get(i) + " at " + asked + " is '" + found + "', not " + permitted.get(i), isRight);
                assertTrue(keys.get(i), reader.get(keys.get(i)).orElse("").equals(found));
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        disconnect();
    }
}
