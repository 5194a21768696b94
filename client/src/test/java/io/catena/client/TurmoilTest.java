package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.WriteId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.thrift.TException;
import org.junit.After;
import org.junit.Test;

/** Many callers use two servers that lose replies, refuse calls, close connections and change the head at random. */
public class TurmoilTest {
    private static final int THREADS = 16;
    private static final int INCREMENTS = 40;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final FakeStore store = new FakeStore();
    private final FakeServer a = new FakeServer("a", store);
    private final FakeServer b = new FakeServer("b", store);
    private final CatenaClient client = CatenaClient.builder()
            .servers(a.address())
            .timeoutMillis(30_000)
            .connectionsPerServer(2)
            .build();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @After
    public void close() {
        client.close();
        threads.shutdownNow();
        a.close();
        b.close();
    }

    private synchronized void disturb() throws TException {
        switch (random.nextInt(12)) {
            case 0 -> FakeServer.HANG_UP.run();
            case 1 -> throw new OutcomeUnknown("turmoil");
            default -> {}
        }
    }

    private synchronized void refuse() throws TException {
        switch (random.nextInt(16)) {
            case 0 -> FakeServer.HANG_UP.run();
            case 1 -> throw new Unavailable("turmoil", UnavailableReason.CHANGING);
            case 2 -> throw new Unavailable("turmoil", UnavailableReason.OVERLOADED);
            case 3 -> swapHead();
            default -> {}
        }
    }

    private void swapHead() {
        long epoch = a.layout.getEpoch() + 1;
        if (epoch % 2 == 0) {
            FakeServer.chain(epoch, a, b);
        } else {
            FakeServer.chain(epoch, b, a);
        }
    }

    /** Each success adds one with a conditional write; the sum shows a write that was applied twice or lost. */
    private long increment(byte[] key) {
        long successes = 0;
        while (successes < INCREMENTS) {
            Versioned before = client.get(key).orElseThrow();
            byte[] next = utf8(Long.toString(Long.parseLong(before.text()) + 1));
            WriteOptions only = WriteOptions.DEFAULT.ifVersion(before.version());
            CompletableFuture<WriteResult> write = successes % 2 == 0
                    ? CompletableFuture.completedFuture(client.put(key, next, only))
                    : client.putAsync(key, next, only);
            successes += write.join().applied() ? 1 : 0;
        }
        return successes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    public void everyWriteIsAppliedOnceAndEveryCallEnds() throws Exception {
        FakeServer.chain(1, a, b);
        for (int i = 0; i < THREADS / 2; i++) {
            client.put("key" + i, "0");
        }
        for (FakeServer server : List.of(a, b)) {
            server.beforeWrite = this::refuse;
            server.afterWrite = this::disturb;
            server.beforeRead = this::refuse;
        }
        AtomicLong successes = new AtomicLong();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            byte[] key = utf8("key" + i / 2);
            all.add(CompletableFuture.runAsync(() -> successes.addAndGet(increment(key)), threads));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        long sum = 0;
        for (int i = 0; i < THREADS / 2; i++) {
            sum += Long.parseLong(client.get("key" + i).orElseThrow().text());
        }
        assertEquals("seed " + seed, THREADS * INCREMENTS, successes.get());
        assertEquals("seed " + seed, successes.get(), sum);
        Set<WriteId> distinct = new HashSet<>();
        for (WriteId id : store.applied()) {
            assertTrue("seed " + seed, distinct.add(new WriteId(id.getSession(), id.getRequest(), 0)));
        }
    }
}
