package io.catena.client;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.After;
import org.junit.Test;

public class RequestLimitsTest {
    private final FakeServer server = new FakeServer();
    private final CatenaClient client =
            CatenaClient.builder().servers(server.address()).build();

    @After
    public void close() {
        client.close();
        server.close();
    }

    @Test
    public void keysAndValuesAtTheLimitGoThrough() {
        byte[] key = new byte[1024];
        byte[] value = new byte[1_048_576];
        value[1_048_575] = 7;
        client.put(key, value);
        assertArrayEquals(value, client.get(key).orElseThrow().value());
    }

    @Test
    public void keysAndValuesBeyondTheLimitAreRefusedBeforeAnythingIsSent() {
        assertInvalid(() -> client.put(new byte[1025], new byte[0]));
        assertInvalid(() -> client.put(new byte[0], new byte[0]));
        assertInvalid(() -> client.put(new byte[1], new byte[1_048_577]));
        assertInvalid(() -> client.get(new byte[0]));
        assertInvalid(() -> client.delete(new byte[1025]));
        assertEquals(0, server.writeCalls.get() + server.readCalls.get() + server.layoutCalls.get());
    }

    @Test
    public void optionsOutOfRangeAreRefused() {
        assertInvalid(() -> WriteOptions.DEFAULT.timeoutMillis(0));
        assertInvalid(() -> ReadOptions.DEFAULT.timeoutMillis(600_001));
        assertInvalid(() -> WriteOptions.DEFAULT.ifVersion(0));
        assertInvalid(() -> CatenaClient.builder().build());
        assertInvalid(() -> CatenaClient.builder().connectionsPerServer(0));
        assertInvalid(() -> CatenaClient.builder().servers("nowhere"));
    }

    @Test
    public void nullIsATypedErrorAndIsReportedByTheFutureWhereThereIsOne() {
        assertInvalid(() -> client.put("k", null));
        assertInvalid(() -> client.put((String) null, "v"));
        assertInvalid(() -> client.put(new byte[1], null));
        assertInvalid(() -> client.put("k", "v", null));
        assertInvalid(() -> client.get((byte[]) null));
        assertInvalid(() -> client.get("k", null));
        assertInvalid(() -> client.delete((String) null));
        assertInvalid(() -> client.getStale(null));
        assertInvalid(() -> client.getAll(null));
        assertInvalid(() -> client.writeAll(java.util.Collections.singletonList(null)));
        for (CompletableFuture<?> future : List.of(
                client.putAsync("k", null),
                client.putAsync(new byte[1], null),
                client.putAsync(new byte[1], new byte[1], null),
                client.deleteAsync(null),
                client.getAsync(null),
                client.getAllAsync(null),
                client.writeAllAsync(null))) {
            CompletionException e = assertThrows(CompletionException.class, future::join);
            assertEquals(InvalidRequestException.class, e.getCause().getClass());
        }
    }

    private static void assertInvalid(org.junit.function.ThrowingRunnable call) {
        InvalidRequestException e = assertThrows(InvalidRequestException.class, call);
        assertTrue(e.getMessage().length() > 20);
    }

    @Test
    public void addressesAreReadAndWrittenAlike() {
        assertEquals(new ServerAddress("h", 1), ServerAddress.parse("h:1"));
        assertEquals(new ServerAddress("::1", 7401), ServerAddress.parse("[::1]:7401"));
        assertEquals("[::1]:7401", ServerAddress.parse("[::1]:7401").toString());
        for (String wrong : new String[] {"h", "h:", ":1", "h:0", "h:65536", "h:x", "[]:1", ""}) {
            assertInvalid(() -> ServerAddress.parse(wrong));
        }
    }
}
