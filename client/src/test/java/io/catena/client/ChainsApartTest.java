package io.catena.client;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.thrift.TException;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What befalls one chain is no matter of the others, and what a call over several chains says when one of them fails. */
public class ChainsApartTest {
    private static final int CHAINS = 4;
    private static final byte[] VALUE = {1};

    private final CountDownLatch ended = new CountDownLatch(1);
    private final FakeCluster cluster = new FakeCluster(CHAINS, 2);
    private final CatenaClient client = CatenaClient.builder()
            .servers(cluster.node(0).address(), cluster.node(1).address())
            .attemptTimeoutMillis(60_000)
            .timeoutMillis(60_000)
            .build();

    private static byte[] key(int chain) {
        return ManyChainsTest.key(chain, CHAINS);
    }

    @Before
    public void useAllChains() {
        for (int round = 0; round < 2; round++) {
            for (int chain = 1; chain <= CHAINS; chain++) {
                client.put(key(chain), VALUE);
            }
        }
    }

    @After
    public void close() {
        ended.countDown();
        client.close();
        cluster.close();
    }

    private void freeze() throws TException {
        try {
            ended.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new TException(e);
        }
    }

    /** The head of chains 1 and 3. */
    private FakeClusterNode head() {
        return cluster.node(0);
    }

    @Test
    public void aChainThatStandsDelaysNoOtherOneWithTheSameHead() {
        head().before.put(1, this::freeze);
        CompletableFuture<WriteResult> stands = client.putAsync(key(1), VALUE);
        await().until(() -> head().count("write 1") == 3);
        for (int i = 0; i < 20; i++) {
            assertTrue(client.put(key(3), VALUE).applied());
        }
        assertTrue(client.putAsync(key(3), VALUE).join().applied());
        assertFalse(stands.isDone());
        assertEquals("on the same connection", 1, head().connections());
        ended.countDown();
        assertTrue(stands.join().applied());
    }

    @Test
    public void blockingCallsOfAllChainsHaveTheirRepliesThoughTheFirstOneWaits() throws Exception {
        head().before.put(1, this::freeze);
        Thread first = new Thread(() -> client.put(key(1), VALUE));
        first.start();
        await().until(() -> head().count("write 1") == 3);
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            others.add(new Thread(() -> {
                for (int j = 0; j < 50; j++) {
                    client.put(key(3), VALUE);
                }
            }));
        }
        others.forEach(Thread::start);
        for (Thread other : others) {
            other.join(60_000);
            assertEquals(Thread.State.TERMINATED, other.getState());
        }
        assertTrue(first.isAlive());
        ended.countDown();
        first.join(60_000);
        assertEquals(Thread.State.TERMINATED, first.getState());
        assertEquals(402, cluster.store(3).applied().size());
    }

    @Test
    public void aChainInChangeSendsNoOtherOneElsewhere() {
        head().before.put(1, () -> {
            throw new Unavailable("cut off", UnavailableReason.CHANGING);
        });
        cluster.form(1, 2, 1);
        assertTrue(client.put(key(1), VALUE).applied());
        for (int i = 0; i < 20; i++) {
            client.put(key(3), VALUE);
        }
        assertEquals(0, cluster.node(1).count("write 3"));
        assertEquals("asked once in vain", 3, head().count("write 1"));
        assertEquals("a layout is asked for where it may have changed", 1, layoutsAskedFor(3));
    }

    private long layoutsAskedFor(int chain) {
        return cluster.nodes().stream()
                .mapToLong(node -> node.count("layout " + chain))
                .sum();
    }

    @Test
    public void aHigherEpochMakesTheClientAskForTheLayoutOfThatChainAlone() {
        cluster.form(3, 2, 1);
        client.put(key(3), VALUE);
        client.put(key(3), VALUE);
        long before = cluster.node(1).count("write 3");
        client.put(key(3), VALUE);
        client.put(key(1), VALUE);
        assertEquals(before + 1, cluster.node(1).count("write 3"));
        assertEquals(2, layoutsAskedFor(3));
        assertTrue("known from two connections", layoutsAskedFor(1) <= 3);
    }

    @Test
    public void aLostReplyIsRepeatedUnderTheSameIdInTheSessionOfItsChain() {
        head().afterWrite.put(3, () -> {
            head().afterWrite.clear();
            throw new OutcomeUnknown("lost my successor");
        });
        int before = cluster.store(3).applied().size();
        assertTrue(client.put(
                        key(3),
                        VALUE,
                        WriteOptions.DEFAULT.ifVersion(
                                client.get(key(3)).orElseThrow().version()))
                .applied());
        assertEquals(before + 1, cluster.store(3).applied().size());
    }

    @Test
    public void aConnectionThatBreaksWithCallsOfSeveralChainsUnderWayLosesAndRepeatsNone() throws Exception {
        CountDownLatch bothUnderWay = new CountDownLatch(2);
        FakeServer.Step hangUp = () -> {
            bothUnderWay.countDown();
            try {
                bothUnderWay.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new TException(e);
            }
            head().afterWrite.clear();
            FakeServer.HANG_UP.run();
        };
        head().afterWrite.put(1, hangUp);
        head().afterWrite.put(3, hangUp);
        int before1 = cluster.store(1).applied().size();
        int before3 = cluster.store(3).applied().size();
        List<WriteResult> results = client.writeAll(List.of(
                KeyWrite.put(key(1), VALUE, WriteOptions.DEFAULT), KeyWrite.put(key(3), VALUE, WriteOptions.DEFAULT)));
        assertTrue(results.stream().allMatch(WriteResult::applied));
        assertEquals(before1 + 1, cluster.store(1).applied().size());
        assertEquals(before3 + 1, cluster.store(3).applied().size());
    }

    @Test
    public void aSessionThatOneChainForgetsIsReplacedInThatChainAlone() {
        cluster.store(1).forgetSessions();
        client.put(key(1), VALUE);
        client.put(key(3), VALUE);
        assertEquals(1, cluster.store(1).sessionsOpen());
        assertEquals(1, cluster.store(3).sessionsOpen());
    }

    private static List<KeyWrite> puts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> KeyWrite.put("b" + i, "v" + i))
                .toList();
    }

    @Test
    public void aBatchOverAllChainsIsAnsweredWholeAndInItsOrder() {
        List<WriteResult> written = client.writeAll(puts(400));
        List<byte[]> keys = IntStream.range(0, 400)
                .mapToObj(i -> KeyWrite.utf8("key", "b" + i))
                .toList();
        List<Versioned> read =
                client.getAll(keys).stream().map(value -> value.orElseThrow()).toList();
        for (int i = 0; i < 400; i++) {
            assertEquals("v" + i, read.get(i).text());
            assertEquals(written.get(i).version(), read.get(i).version());
        }
    }

    private static List<KeyWrite> oneOfEachChain() {
        return IntStream.rangeClosed(1, CHAINS)
                .mapToObj(chain ->
                        KeyWrite.put(key(chain), VALUE, WriteOptions.DEFAULT.timeoutMillis(chain == 1 ? 500 : 20_000)))
                .toList();
    }

    private void refuseWrites(int chain) {
        cluster.nodes()
                .forEach(node -> node.before.put(chain, () -> {
                    throw new Unavailable("one member", UnavailableReason.TOO_FEW_MEMBERS);
                }));
    }

    @Test
    public void aBatchOfWhichOneChainTakesNothingIsDoneInTheOthers() {
        refuseWrites(1);
        List<Integer> before =
                IntStream.rangeClosed(1, CHAINS).mapToObj(this::applied).toList();
        OutcomeUnknownException e =
                assertThrows(OutcomeUnknownException.class, () -> client.writeAll(oneOfEachChain()));
        assertTrue(e.getMessage(), e.getMessage().contains("3 of 4 are known to have been"));
        for (int chain = 1; chain <= CHAINS; chain++) {
            assertEquals(before.get(chain - 1) + (chain == 1 ? 0 : 1), applied(chain));
        }
        assertTrue(client.getAll(List.of(key(2), key(3), key(4))).stream().allMatch(value -> value.isPresent()));
    }

    private int applied(int chain) {
        return cluster.store(chain).applied().size();
    }

    @Test
    public void aBatchOfWhichNoChainTakesAnythingIsCertainlyNotDone() {
        refuseWrites(1);
        refuseWrites(2);
        List<KeyWrite> batch = List.of(
                KeyWrite.put(key(1), VALUE, WriteOptions.DEFAULT.timeoutMillis(500)),
                KeyWrite.put(key(2), VALUE, WriteOptions.DEFAULT.timeoutMillis(500)));
        UnavailableException e = assertThrows(UnavailableException.class, () -> client.writeAll(batch));
        assertEquals(UnavailableException.Reason.TOO_FEW_MEMBERS, e.reason());
    }

    @Test
    public void closingEndsTheCallsOfAllChains() {
        List<CompletableFuture<WriteResult>> puts = new ArrayList<>();
        for (int chain = 1; chain <= CHAINS; chain++) {
            FakeClusterNode at = cluster.node((chain - 1) % 2);
            String call = "write " + chain;
            long before = at.count(call);
            at.before.put(chain, this::freeze);
            puts.add(client.putAsync(key(chain), VALUE));
            await().until(() -> at.count(call) > before);
        }
        client.close();
        puts.forEach(put -> assertEquals(
                OutcomeUnknownException.class,
                assertThrows(java.util.concurrent.ExecutionException.class, () -> put.get(20, TimeUnit.SECONDS))
                        .getCause()
                        .getClass()));
    }

    @Test
    public void aDeadNodeIsLeftByAllChains() {
        for (int chain = 1; chain <= CHAINS; chain++) {
            cluster.form(chain, 2, 1);
        }
        head().close();
        for (int chain = 1; chain <= CHAINS; chain++) {
            assertTrue(client.put(key(chain), VALUE).applied());
            assertTrue(client.get(key(chain)).isPresent());
        }
    }
}
