package io.catena.client;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Test;

/** While no server answers, many calls cost as many connections as one. */
public class DeadClusterTest {
    private static final int CALLS = 2000;

    private final AtomicInteger connections = new AtomicInteger();
    private final FakeServer server = new FakeServer();
    private volatile boolean dead = true;

    public DeadClusterTest() {
        server.beforeListening = () -> {
            if (dead) {
                connections.incrementAndGet();
                FakeServer.HANG_UP.run();
            }
        };
    }

    @After
    public void close() {
        server.close();
    }

    private CatenaClient client(long timeoutMillis) {
        return CatenaClient.builder()
                .servers(server.address())
                .timeoutMillis(timeoutMillis)
                .build();
    }

    private static List<CompletableFuture<WriteResult>> putMany(CatenaClient client) {
        return IntStream.range(0, CALLS)
                .mapToObj(i -> client.putAsync(("k" + i).getBytes(StandardCharsets.UTF_8), new byte[1]))
                .toList();
    }

    @Test
    public void manyCallsKnockAsOneAndAllFailInTimeAndSayWhy() {
        try (CatenaClient client = client(1000)) {
            for (CompletableFuture<WriteResult> put : putMany(client)) {
                CompletionException e = assertThrows(CompletionException.class, put::join);
                assertEquals(UnavailableException.class, e.getCause().getClass());
                assertTrue(e.getMessage(), e.getMessage().contains("1000 ms; cannot connect to " + server.address()));
            }
        }
        assertTrue(connections + " connections", connections.get() < CALLS / 10);
    }

    @Test
    public void allOfThemGoOnWhenAServerIsThereAgain() {
        try (CatenaClient client = client(60_000)) {
            List<CompletableFuture<WriteResult>> puts = putMany(client);
            CompletableFuture<WriteResult> blocking = CompletableFuture.supplyAsync(() -> client.put("k", "v"));
            await().until(() -> connections.get() > 5);
            dead = false;
            puts.forEach(put -> assertTrue(put.join().applied()));
            assertTrue(blocking.join().applied());
        }
        assertEquals(CALLS + 1, server.store.size());
    }

    @Test
    public void closingTheClientEndsThoseThatWaitForAServer() {
        CatenaClient client = client(60_000);
        List<CompletableFuture<WriteResult>> puts = putMany(client);
        await().until(() -> connections.get() > 5);
        client.close();
        for (CompletableFuture<WriteResult> put : puts) {
            CompletionException e = assertThrows(CompletionException.class, put::join);
            assertTrue(e.getMessage(), e.getMessage().contains("the client was closed"));
        }
    }
}
