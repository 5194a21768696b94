package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class NameLookupTest {
    private static final int TIMEOUT_MILLIS = 1_000;

    private final FakeServer good = new FakeServer();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final NameLookup hanging = new NameLookup(this::hang);

    /** Loads the classes before, so that this takes no time of a call. */
    @Before
    public void callOnce() {
        try (CatenaClient client =
                CatenaClient.builder().servers(good.address()).build()) {
            client.put("warm", "v");
        }
        asked.set(0);
    }

    @After
    public void close() {
        ended.countDown();
        good.close();
    }

    private InetAddress hang(String host) throws UnknownHostException {
        if (host.equals("127.0.0.1")) {
            return InetAddress.getLoopbackAddress();
        }
        asked.incrementAndGet();
        try {
            ended.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host);
    }

    private CatenaClient client(String... servers) {
        return CatenaClient.builder()
                .servers(servers)
                .names(hanging)
                .timeoutMillis(TIMEOUT_MILLIS)
                .build();
    }

    private static void endsInTime(Runnable call) {
        long start = System.nanoTime();
        UnavailableException e = assertThrows(UnavailableException.class, call::run);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue("took " + millis + " ms", millis < TIMEOUT_MILLIS + 2_600);
        assertTrue(e.getMessage(), e.getMessage().contains("look-up of its name takes too long"));
    }

    @Test
    public void aLookUpThatHangsCountsAgainstTheDeadline() {
        try (CatenaClient client = client("slow.example:7401")) {
            endsInTime(() -> client.put("k", "v"));
            endsInTime(() -> client.get("k"));
            endsInTime(client::layout);
            endsInTime(() -> client.getStale(new byte[1]));
        }
        assertEquals("one look-up at a time", 1, asked.get());
    }

    @Test
    public void aLookUpThatHangsDoesNotKeepAGoodServerFromServing() {
        try (CatenaClient client = client("slow.example:7401", good.address())) {
            assertTrue(client.put("k", "v").applied());
            assertEquals("v", client.get("k").orElseThrow().text());
        }
    }

    @Test
    public void aCallerThatOnlyKnocksWaitsNoLongerForANameThanItsTimeout() {
        NodeAdmin node = new NodeAdmin(
                ServerAddress.parse("slow.example:7401"),
                TIMEOUT_MILLIS,
                ServerAccess.plainText().with(hanging));
        endsInTime(node::tryConnect);
        assertTrue(new NodeAdmin(
                        ServerAddress.parse(good.address()),
                        5000,
                        ServerAccess.plainText().with(hanging))
                .tryConnect()
                .isLoopbackAddress());
    }
}
