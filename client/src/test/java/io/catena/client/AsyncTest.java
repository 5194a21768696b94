package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Test;

public class AsyncTest {
    private final FakeServer server = new FakeServer();
    private final CatenaClient client =
            CatenaClient.builder().servers(server.address()).build();

    @After
    public void close() {
        client.close();
        server.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    public void futuresCompose() throws Exception {
        String text = client.putAsync(utf8("k"), utf8("v"))
                .thenCompose(put -> client.getAsync(utf8("k")))
                .thenCompose(got -> client.deleteAsync(
                                utf8("k"),
                                WriteOptions.DEFAULT.ifVersion(got.orElseThrow().version()))
                        .thenApply(deleted -> got.orElseThrow().text() + deleted.applied()))
                .get(10, TimeUnit.SECONDS);
        assertEquals("vtrue", text);
        assertEquals(0, server.store.size());
    }

    @Test
    public void aContinuationMayMakeABlockingCall() throws Exception {
        boolean applied = client.putAsync(utf8("k"), utf8("v"))
                .thenApply(put -> client.put("l", "w"))
                .thenApply(WriteResult::applied)
                .get(10, TimeUnit.SECONDS);
        assertTrue(applied);
    }

    @Test
    public void manyFuturesTravelInFewBatches() {
        List<CompletableFuture<WriteResult>> all = IntStream.range(0, 5000)
                .mapToObj(i -> client.putAsync(utf8("k" + i), utf8("v")))
                .toList();
        all.forEach(CompletableFuture::join);
        assertEquals(5000, server.store.size());
        assertTrue(server.writeCalls + " calls", server.writeCalls.get() < 2500);
    }

    @Test
    public void aLoopOfAnyLengthWaitsForPlacesIfThatIsChosen() {
        try (CatenaClient waiting = CatenaClient.builder()
                .servers(server.address())
                .maxWaitingOperations(64)
                .waitWhenFull()
                .build()) {
            List<CompletableFuture<WriteResult>> all = IntStream.range(0, 50_000)
                    .mapToObj(i -> waiting.putAsync(utf8("k" + i), utf8("v")))
                    .toList();
            all.forEach(CompletableFuture::join);
            assertEquals(50_000, server.store.size());
        }
    }

    @Test
    public void aCallThatWaitsForAPlaceFailsByItsDeadlineAndOnTheCallbackThreadAtOnce() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (CatenaClient full = CatenaClient.builder()
                .servers(server.address())
                .maxWaitingOperations(1)
                .waitWhenFull()
                .build()) {
            CountDownLatch hasContinuations = new CountDownLatch(1);
            server.beforeRead = () -> await(hasContinuations);
            CompletableFuture<UnavailableException.Reason> onCallbackThread = full.getAsync(utf8("k"))
                    .thenApply(got -> full.getAsync(utf8("k")))
                    .thenApply(second -> overload(full.getAsync(utf8("k"))));
            hasContinuations.countDown();
            assertEquals(UnavailableException.Reason.OVERLOADED, onCallbackThread.get(10, TimeUnit.SECONDS));
            server.beforeWrite = () -> await(ended);
            CompletableFuture<WriteResult> first = full.putAsync(utf8("k"), utf8("v"));
            WriteOptions soon = WriteOptions.DEFAULT.timeoutMillis(100);
            assertEquals(UnavailableException.Reason.OVERLOADED, overload(full.putAsync(utf8("k"), utf8("v"), soon)));
            ended.countDown();
            assertTrue(first.get(10, TimeUnit.SECONDS).applied());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static UnavailableException.Reason overload(CompletableFuture<?> call) {
        CompletionException e = assertThrows(CompletionException.class, call::join);
        return ((UnavailableException) e.getCause()).reason();
    }

    @Test
    public void asynchronousAndBlockingCallsShareAQueue() throws Exception {
        List<CompletableFuture<WriteResult>> all = new ArrayList<>();
        Thread blocking = new Thread(() -> IntStream.range(0, 500).forEach(i -> client.put("sync" + i, "v")));
        blocking.start();
        for (int i = 0; i < 5000; i++) {
            all.add(client.putAsync(utf8("async" + i), utf8("v")));
        }
        all.forEach(CompletableFuture::join);
        blocking.join(30_000);
        assertEquals(5500, server.store.size());
    }

    @Test
    public void aLostReplyIsRepeatedUnderTheSameId() throws Exception {
        server.afterWrite = () -> {
            server.afterWrite = () -> {};
            FakeServer.HANG_UP.run();
        };
        assertTrue(client.putAsync(utf8("k"), utf8("v"), WriteOptions.DEFAULT.ifAbsent())
                .get(10, TimeUnit.SECONDS)
                .applied());
        assertEquals(1, server.store.applied().size());
    }

    @Test
    public void invalidInputFailsTheFutureAndIsNotSent() {
        assertFailsAsInvalid(client.putAsync(new byte[0], new byte[0]));
        assertFailsAsInvalid(client.deleteAsync(new byte[1025]));
        assertFailsAsInvalid(client.getAsync(new byte[1025]));
        assertEquals(0, server.writeCalls.get() + server.readCalls.get());
    }

    private static void assertFailsAsInvalid(CompletableFuture<?> future) {
        CompletionException e = assertThrows(CompletionException.class, future::join);
        assertEquals(InvalidRequestException.class, e.getCause().getClass());
    }

    @Test
    public void aClosedClientLeavesNoThreadBehind() {
        CompletableFuture<WriteResult> put = client.putAsync(utf8("k"), utf8("v"));
        put.join();
        client.close();
        Awaitility.await()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("catena-client-")));
    }
}
