package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Test;

public class DeadlineTest {
    private static final byte[] KEY = "k".getBytes(StandardCharsets.UTF_8);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final FakeServer server = new FakeServer();
    private final CatenaClient client =
            CatenaClient.builder().servers(server.address()).timeoutMillis(300).build();

    @After
    public void close() {
        ended.countDown();
        client.close();
        server.close();
    }

    private void freeze() throws TException {
        await(ended);
    }

    private static void await(CountDownLatch latch) throws TException {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new TException(e);
        }
    }

    private static <E extends CatenaException> E failsInTime(Class<E> expected, Runnable call) {
        long start = System.nanoTime();
        E thrown = assertThrows(expected, call::run);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue("took " + millis + " ms", millis < 3000);
        return thrown;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    public void aWriteThatNoServerTookWasCertainlyNotDone() throws Exception {
        try (CatenaClient alone = CatenaClient.builder()
                .servers("127.0.0.1:" + closedPort())
                .timeoutMillis(300)
                .build()) {
            UnavailableException e = failsInTime(UnavailableException.class, () -> alone.put("k", "v"));
            assertEquals(UnavailableException.Reason.DEADLINE, e.reason());
            assertTrue(e.getMessage(), e.getMessage().contains("300 ms; cannot connect to 127.0.0.1:"));
        }
    }

    @Test
    public void aWriteThatIsRefusedUntilTheDeadlineWasCertainlyNotDoneForTheReasonGiven() {
        server.beforeWrite = () -> {
            throw new Unavailable("waiting for n2", UnavailableReason.NO_CHAIN);
        };
        UnavailableException e = failsInTime(UnavailableException.class, () -> client.put("k", "v"));
        assertEquals(UnavailableException.Reason.NO_CHAIN, e.reason());
        assertTrue(e.getMessage(), e.getMessage().contains("waiting for n2"));
        assertTrue("it was repeated", server.writeCalls.get() > 2);
    }

    @Test
    public void aWriteThatWasSentAndNotAnsweredMayHaveBeenDone() {
        server.afterWrite = this::freeze;
        failsInTime(OutcomeUnknownException.class, () -> client.put("k", "v"));
        assertEquals(1, server.store.applied().size());
    }

    @Test
    public void aRefusalDoesNotUndoAnEarlierAttemptThatMayHaveBeenDone() {
        server.afterWrite = () -> {
            server.beforeWrite = () -> {
                throw new Unavailable("changing", UnavailableReason.CHANGING);
            };
            FakeServer.HANG_UP.run();
        };
        failsInTime(OutcomeUnknownException.class, () -> client.put("k", "v"));
    }

    @Test
    public void aReadWithoutAnswerWasNotDone() {
        server.beforeRead = this::freeze;
        failsInTime(UnavailableException.class, () -> client.get("k"));
    }

    @Test
    public void whatAServerSaidIsNotForgottenForAnAttemptThatTheDeadlineCutShort() {
        server.beforeRead = () -> {
            server.beforeRead = this::freeze;
            throw new Unavailable("waiting for n2", UnavailableReason.NO_CHAIN);
        };
        UnavailableException e = failsInTime(UnavailableException.class, () -> client.get("k"));
        assertEquals(UnavailableException.Reason.NO_CHAIN, e.reason());
        assertTrue(e.getMessage(), e.getMessage().contains("waiting for n2"));
    }

    @Test
    public void whyAWriteMayHaveBeenDoneIsToldThoughAServerHadSpokenBefore() {
        server.beforeWrite = () -> {
            server.beforeWrite = this::freeze;
            throw new Unavailable("changing", UnavailableReason.CHANGING);
        };
        OutcomeUnknownException e = failsInTime(OutcomeUnknownException.class, () -> client.put("k", "v"));
        assertTrue(e.getMessage(), e.getMessage().contains("no reply in time"));
    }

    @Test
    public void anAsynchronousWriteEndsByItsDeadlineToo() {
        server.afterWrite = this::freeze;
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> client.putAsync(KEY, KEY).orTimeout(10, TimeUnit.SECONDS).join());
        assertEquals(OutcomeUnknownException.class, e.getCause().getClass());
    }

    @Test
    public void aCallsOwnTimeoutGoesBeforeTheClients() {
        server.beforeRead = this::freeze;
        try (CatenaClient patient = CatenaClient.builder()
                .servers(server.address())
                .timeoutMillis(60_000)
                .build()) {
            failsInTime(UnavailableException.class, () -> patient.get(KEY, ReadOptions.DEFAULT.timeoutMillis(100)));
        }
    }

    @Test
    public void aWaitingCallEndsByItsOwnDeadlineThoughTheOneAheadHasMoreTime() throws Exception {
        try (CatenaClient shared = CatenaClient.builder()
                .servers(server.address())
                .attemptTimeoutMillis(60_000)
                .build()) {
            server.beforeWrite = this::freeze;
            Thread ahead =
                    new Thread(() -> shared.put(KEY, KEY, WriteOptions.DEFAULT.timeoutMillis(60_000)), "patient");
            ahead.start();
            Awaitility.await().until(() -> server.writeCalls.get() == 1);
            UnavailableException e = failsInTime(
                    UnavailableException.class, () -> shared.put(KEY, KEY, WriteOptions.DEFAULT.timeoutMillis(100)));
            assertEquals("it was still queued", UnavailableException.Reason.DEADLINE, e.reason());
            ended.countDown();
            ahead.join(60_000);
            assertEquals(Thread.State.TERMINATED, ahead.getState());
            assertEquals(
                    "the abandoned write was never sent",
                    1,
                    server.store.applied().size());
        }
    }

    /** The leader of the large batch hangs while it sends, not while it waits for the reply. */
    @Test
    public void aBatchTooLargeForTheSocketDoesNotHangWhenTheServerDoesNotRead() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        int layoutSessionAndFirstWrite = 3;
        server.beforeListening = () -> {
            if (reads.incrementAndGet() > layoutSessionAndFirstWrite) {
                freeze();
            }
        };
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        server.beforeWrite = () -> await(firstMayEnd);
        List<Thread> callers = new ArrayList<>();
        start(callers, () -> client.put("k", "v"));
        Awaitility.await().until(() -> server.writeCalls.get() == 1);
        byte[] large = new byte[1_000_000];
        AtomicInteger unknown = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            start(callers, () -> {
                failsInTime(OutcomeUnknownException.class, () -> client.put(KEY, large));
                unknown.incrementAndGet();
            });
        }
        Awaitility.await()
                .until(() ->
                        callers.stream().skip(1).allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        firstMayEnd.countDown();
        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> unknown.get() == 4);
    }

    private static void start(List<Thread> callers, Runnable call) {
        Thread caller = new Thread(call);
        caller.setDaemon(true);
        callers.add(caller);
        caller.start();
    }

    @Test
    public void anInterruptEndsACallAndStaysSet() {
        Thread.currentThread().interrupt();
        UnavailableException e = assertThrows(UnavailableException.class, () -> client.get("k"));
        assertEquals(UnavailableException.Reason.INTERRUPTED, e.reason());
        assertTrue(Thread.interrupted());
    }
}
