package io.catena.client;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.catenaConstants;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;
import org.junit.After;
import org.junit.Test;

public class CoalescingTest {
    private final CountDownLatch firstBatchMayGo = new CountDownLatch(1);
    private final FakeServer server = new FakeServer();
    private final CatenaClient client = CatenaClient.builder()
            .servers(server.address())
            .attemptTimeoutMillis(60_000)
            .timeoutMillis(60_000)
            .build();
    private final List<Thread> threads = new ArrayList<>();

    @After
    public void close() {
        firstBatchMayGo.countDown();
        client.close();
        server.close();
    }

    private void hold() throws TException {
        try {
            firstBatchMayGo.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new TException(e);
        }
    }

    private void start(Runnable call) {
        Thread thread = new Thread(call);
        threads.add(thread);
        thread.start();
    }

    private void joinAll() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(60_000);
            assertEquals(Thread.State.TERMINATED, thread.getState());
        }
    }

    /** All calls but the one that waits for the reply to the first batch. */
    private void awaitQueued(int calls) {
        await().until(() -> threads.stream()
                        .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                        .count()
                >= calls);
    }

    private void firstBatchUnderWay(Runnable call, java.util.concurrent.atomic.AtomicInteger calls) {
        start(call);
        await().until(() -> calls.get() == 1);
    }

    @Test
    public void whatGathersDuringAWriteTravelsAsOneBatch() throws Exception {
        server.beforeWrite = this::hold;
        firstBatchUnderWay(() -> client.put("first", "v"), server.writeCalls);
        for (int i = 0; i < 63; i++) {
            String key = "k" + i;
            start(() -> client.put(key, "v"));
        }
        awaitQueued(63);
        firstBatchMayGo.countDown();
        joinAll();
        assertEquals(List.of(1, 63), server.store.batchSizes());
        assertEquals(64, server.store.size());
    }

    @Test
    public void whatGathersDuringAReadTravelsAsOneBatch() throws Exception {
        client.put("k", "v");
        server.beforeRead = this::hold;
        firstBatchUnderWay(() -> client.get("k"), server.readCalls);
        for (int i = 0; i < 63; i++) {
            start(() -> client.get("k"));
        }
        awaitQueued(63);
        firstBatchMayGo.countDown();
        joinAll();
        assertEquals(2, server.readCalls.get());
    }

    @Test
    public void aShortReadIsCompletedByAskingForTheRest() throws Exception {
        client.put("k", "v");
        server.maxReadResults = 3;
        server.beforeRead = this::hold;
        firstBatchUnderWay(() -> client.get("k"), server.readCalls);
        List<String> read = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 10; i++) {
            start(() -> read.add(client.get("k").orElseThrow().text()));
        }
        awaitQueued(10);
        firstBatchMayGo.countDown();
        joinAll();
        assertEquals(10, read.size());
        assertEquals("1 for the first, then 3, 3, 3, 1", 5, server.readCalls.get());
    }

    @Test
    public void aBatchKeepsBelowTheLimitOfOperations() {
        server.beforeWrite = this::hold;
        List<CompletableFuture<WriteResult>> all = new ArrayList<>();
        int count = 2 * catenaConstants.MAX_BATCH_OPERATIONS + 1;
        for (int i = 0; i < count; i++) {
            all.add(client.putAsync(new byte[] {(byte) i, (byte) (i >> 8)}, new byte[0]));
        }
        firstBatchMayGo.countDown();
        all.forEach(CompletableFuture::join);
        assertEquals(count, server.store.batchSizes().stream().mapToInt(i -> i).sum());
        assertTrue(server.store.batchSizes().contains(catenaConstants.MAX_BATCH_OPERATIONS));
    }

    @Test
    public void aBatchKeepsBelowTheLimitOfBytes() {
        server.beforeWrite = this::hold;
        List<CompletableFuture<WriteResult>> all = new ArrayList<>();
        byte[] large = new byte[catenaConstants.MAX_VALUE_BYTES];
        for (int i = 0; i < 12; i++) {
            all.add(client.putAsync(new byte[] {(byte) i}, large));
        }
        firstBatchMayGo.countDown();
        all.forEach(CompletableFuture::join);
        assertEquals(12, server.store.size());
        assertTrue(server.store.batchSizes().contains(3));
    }

    @Test
    public void tooManyCallsAtOnceAreRefusedAndLeaveRoomAgain() {
        server.beforeWrite = this::hold;
        try (CatenaClient small = CatenaClient.builder()
                .servers(server.address())
                .maxWaitingOperations(2)
                .attemptTimeoutMillis(60_000)
                .build()) {
            CompletableFuture<WriteResult> one = small.putAsync(new byte[] {1}, new byte[0]);
            CompletableFuture<WriteResult> two = small.putAsync(new byte[] {2}, new byte[0]);
            UnavailableException refused = assertThrows(UnavailableException.class, () -> small.put("k", "v"));
            assertEquals(UnavailableException.Reason.OVERLOADED, refused.reason());
            firstBatchMayGo.countDown();
            one.join();
            two.join();
            assertTrue(small.put("k", "v").applied());
        }
    }
}
