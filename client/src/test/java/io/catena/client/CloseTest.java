package io.catena.client;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;
import org.junit.After;
import org.junit.Test;

public class CloseTest {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final FakeServer server = new FakeServer();
    private final CatenaClient client = CatenaClient.builder()
            .servers(server.address())
            .attemptTimeoutMillis(60_000)
            .timeoutMillis(60_000)
            .build();

    @After
    public void close() {
        ended.countDown();
        client.close();
        server.close();
    }

    private void freeze() throws TException {
        try {
            ended.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new TException(e);
        }
    }

    private static Class<?> failureOf(CompletableFuture<?> future) throws Exception {
        ExecutionException e = assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
        Throwable cause = e.getCause();
        return (cause instanceof CompletionException ? cause.getCause() : cause).getClass();
    }

    @Test
    public void aWriteThatWasSentMayHaveBeenDoneAndAQueuedOneWasNot() throws Exception {
        server.afterWrite = this::freeze;
        CompletableFuture<?> sent = CompletableFuture.runAsync(() -> client.put("a", "v"));
        await().until(() -> server.writeCalls.get() == 1);
        CompletableFuture<?> queued = client.putAsync(new byte[] {1}, new byte[0]);
        client.close();
        assertEquals(OutcomeUnknownException.class, failureOf(sent));
        assertEquals(UnavailableException.class, failureOf(queued));
    }

    @Test
    public void aReadUnderWayFailsTyped() throws Exception {
        server.beforeRead = this::freeze;
        CompletableFuture<?> read = client.getAsync(new byte[] {1});
        await().until(() -> server.readCalls.get() == 1);
        client.close();
        assertEquals(UnavailableException.class, failureOf(read));
    }

    @Test
    public void aCallThatWaitsForItsNextAttemptEndsSoon() throws Exception {
        server.beforeWrite = () -> {
            throw new Unavailable("changing", UnavailableReason.CHANGING);
        };
        CompletableFuture<?> blocking = CompletableFuture.runAsync(() -> client.put("a", "v"));
        CompletableFuture<?> async = client.putAsync(new byte[] {1}, new byte[0]);
        await().until(() -> server.writeCalls.get() > 4);
        client.close();
        assertEquals(UnavailableException.class, failureOf(blocking));
        assertEquals(UnavailableException.class, failureOf(async));
    }

    @Test
    public void aClosedClientRefusesCalls() {
        client.put("k", "v");
        client.close();
        client.close();
        UnavailableException e = assertThrows(UnavailableException.class, () -> client.get("k"));
        assertEquals(UnavailableException.Reason.CLOSED, e.reason());
        assertThrows(
                CompletionException.class, () -> client.getAsync(new byte[] {1}).join());
        assertThrows(UnavailableException.class, client::layout);
    }
}
