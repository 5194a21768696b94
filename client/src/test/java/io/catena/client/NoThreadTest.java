package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Test;

/** The system may refuse a new thread at any moment: then one call fails, and not those after it. */
public class NoThreadTest {
    private static final byte[] KEY = "k".getBytes(StandardCharsets.UTF_8);

    private final FakeServer server = new FakeServer();
    private final AtomicInteger threadsLeft = new AtomicInteger(Integer.MAX_VALUE);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CatenaClient client = CatenaClient.builder()
            .servers(server.address())
            .timeoutMillis(500)
            .attemptTimeoutMillis(60_000)
            .beforeThreadStart(this::takeThread)
            .build();

    @After
    public void close() {
        ended.countDown();
        client.close();
        server.close();
    }

    private void takeThread() {
        if (threadsLeft.getAndDecrement() <= 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
    }

    private static CatenaException failure(CompletableFuture<?> call) {
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> call.orTimeout(20, TimeUnit.SECONDS).join());
        return (CatenaException) e.getCause();
    }

    private void laterCallsAreServed() throws Exception {
        threadsLeft.set(Integer.MAX_VALUE);
        assertTrue(client.put("later", "v").applied());
        assertTrue(client.putAsync(KEY, KEY).get(20, TimeUnit.SECONDS).applied());
        assertTrue(client.getAsync(KEY).get(20, TimeUnit.SECONDS).isPresent());
    }

    @Test
    public void withoutAnyThreadACallFailsByItsFutureAndLeavesNothingBehind() throws Exception {
        for (int allowed = 0; allowed < 3; allowed++) {
            threadsLeft.set(allowed);
            CompletableFuture<WriteResult> put = client.putAsync(KEY, KEY);
            if (allowed < 2) {
                CatenaException e = failure(put);
                assertEquals(UnavailableException.class, e.getClass());
                assertTrue(e.getMessage(), e.getMessage().contains("could not start a thread"));
            } else {
                put.get(20, TimeUnit.SECONDS);
            }
        }
        laterCallsAreServed();
    }

    @Test
    public void aBlockingCallNeedsNone() {
        threadsLeft.set(0);
        assertTrue(client.put("k", "v").applied());
    }

    @Test
    public void aQueueThatCannotBeHandedToAThreadIsFreeAgain() throws Exception {
        CountDownLatch firstMayGo = new CountDownLatch(1);
        server.beforeWrite = () -> await(firstMayGo);
        CompletableFuture<WriteResult> blocking =
                CompletableFuture.supplyAsync(() -> client.put(KEY, KEY, WriteOptions.DEFAULT.timeoutMillis(20_000)));
        Awaitility.await().until(() -> server.writeCalls.get() == 1);
        threadsLeft.set(1);
        CompletableFuture<WriteResult> queued = client.putAsync(KEY, KEY, WriteOptions.DEFAULT.timeoutMillis(20_000));
        firstMayGo.countDown();
        assertTrue(
                "what was answered is told", blocking.get(20, TimeUnit.SECONDS).applied());
        threadsLeft.set(Integer.MAX_VALUE);
        assertTrue("it was tried again", queued.get(20, TimeUnit.SECONDS).applied());
        laterCallsAreServed();
    }

    @Test
    public void aLargeWriteThatCannotBeGuardedByTheTimerIsCertainlyNotDone() {
        threadsLeft.set(0);
        UnavailableException e = assertThrows(UnavailableException.class, () -> client.put(KEY, new byte[100_000]));
        assertTrue(e.getMessage(), e.getMessage().contains("native thread"));
        assertEquals(0, server.store.size());
    }

    @Test
    public void aCallbackExecutorThatRefusesDoesNotKeepAFutureFromEnding() throws Exception {
        for (Error error : new Error[] {new OutOfMemoryError("unable to create native thread"), null}) {
            try (CatenaClient refused = CatenaClient.builder()
                    .servers(server.address())
                    .callbackExecutor(task -> {
                        if (error != null) {
                            throw error;
                        }
                        throw new RejectedExecutionException("full");
                    })
                    .build()) {
                assertTrue(refused.putAsync(KEY, KEY).get(20, TimeUnit.SECONDS).applied());
                assertTrue(refused.put("k", "v").applied());
            }
        }
    }

    private static void await(CountDownLatch latch) throws TException {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new TException(e);
        }
    }
}
