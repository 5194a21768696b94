package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Test;

public class TogetherTest {
    private final FakeServer server = new FakeServer();
    private final CatenaClient client =
            CatenaClient.builder().servers(server.address()).timeoutMillis(2000).build();

    @After
    public void close() {
        client.close();
        server.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<KeyWrite> puts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> KeyWrite.put("k" + i, "v" + i))
                .toList();
    }

    @Test
    public void manyWritesAndReadsTravelTogetherAndAreAnsweredInTheirOrder() {
        List<WriteResult> written = client.writeAll(puts(1000));
        assertEquals(1000, written.size());
        assertTrue(server.writeCalls + " calls", server.writeCalls.get() <= 500);
        List<byte[]> keys =
                IntStream.range(0, 1001).mapToObj(i -> utf8("k" + i)).toList();
        List<Optional<Versioned>> read = client.getAll(keys);
        for (int i = 0; i < 1000; i++) {
            assertEquals("v" + i, read.get(i).orElseThrow().text());
            assertEquals(written.get(i).version(), read.get(i).orElseThrow().version());
        }
        assertTrue(read.get(1000).isEmpty());
    }

    @Test
    public void eachWriteHasItsOwnConditionAndAnswer() {
        client.put("k", "old");
        List<WriteResult> results = client.writeAll(List.of(
                KeyWrite.put(
                        utf8("k"), utf8("new"), WriteOptions.DEFAULT.ifAbsent().returnPrevious()),
                KeyWrite.put("l", "w"),
                KeyWrite.delete("m")));
        assertEquals(
                List.of(false, true, true),
                results.stream().map(WriteResult::applied).toList());
        assertEquals("old", results.get(0).previous().orElseThrow().text());
    }

    @Test
    public void theyMayBeMadeOnTheCallbackThreadAndBlockThere() {
        int read = client.writeAllAsync(puts(10))
                .thenApply(written -> client.getAll(List.of(utf8("k1"), utf8("k2"))))
                .thenCompose(got -> client.getAllAsync(List.of(utf8("k3"))))
                .thenApply(List::size)
                .join();
        assertEquals(1, read);
    }

    @Test
    public void aKeyTwiceOrTooManyOfThemAreRefusedBeforeAnythingIsSent() {
        assertThrows(
                InvalidRequestException.class,
                () -> client.writeAll(List.of(KeyWrite.put("k", "1"), KeyWrite.put("k", "2"))));
        assertThrows(InvalidRequestException.class, () -> client.writeAll(puts(4097)));
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> client.writeAllAsync(puts(4097)).join());
        assertEquals(InvalidRequestException.class, e.getCause().getClass());
        assertEquals(0, server.writeCalls.get());
    }

    @Test
    public void thatNothingWasDoneIsSaidOnlyIfItIsTrueOfAll() {
        server.beforeWrite = () -> {
            throw new Unavailable("too few members", UnavailableReason.TOO_FEW_MEMBERS);
        };
        assertEquals(
                UnavailableException.Reason.TOO_FEW_MEMBERS,
                assertThrows(UnavailableException.class, () -> client.writeAll(puts(3)))
                        .reason());
        try (CatenaClient small = CatenaClient.builder()
                .servers(server.address())
                .maxWaitingOperations(2)
                .build()) {
            server.beforeWrite = () -> {};
            OutcomeUnknownException e = assertThrows(OutcomeUnknownException.class, () -> small.writeAll(puts(2000)));
            assertTrue(e.getMessage(), e.getMessage().contains(" of 2000 are known to have been"));
        }
    }

    @Test
    public void theVersionBeforeAWriteIsToldThoughTheValueWasTooLarge() {
        long first = client.put("k", "v").version();
        server.store.keepsPreviousValues = true;
        WriteResult second = client.put("k", "w", WriteOptions.DEFAULT.returnPrevious());
        assertTrue(second.previous().isEmpty());
        assertEquals(first, second.previousVersion().orElseThrow());
    }

    @Test
    public void anInterruptEndsManyWritesAndReadsAsItEndsOne() {
        CountDownLatch ended = new CountDownLatch(1);
        server.beforeRead = () -> awaitEnd(ended);
        try (CatenaClient patient = CatenaClient.builder()
                .servers(server.address())
                .timeoutMillis(20_000)
                .build()) {
            long start = System.nanoTime();
            Thread caller = Thread.currentThread();
            server.beforeWrite = () -> {
                caller.interrupt();
                awaitEnd(ended);
            };
            assertThrows(OutcomeUnknownException.class, () -> patient.writeAll(puts(3)));
            assertTrue("the flag is set", Thread.interrupted());
            UnavailableException e = assertThrows(
                    UnavailableException.class, () -> interrupted(() -> patient.getAll(List.of(utf8("k")))));
            assertEquals(UnavailableException.Reason.INTERRUPTED, e.reason());
            assertTrue("the flag is set", Thread.interrupted());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue("took " + millis + " ms", millis < 10_000);
        } finally {
            ended.countDown();
        }
    }

    private static void interrupted(Runnable call) {
        Thread.currentThread().interrupt();
        call.run();
    }

    private static void awaitEnd(CountDownLatch ended) {
        try {
            ended.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
