package io.catena.bench.cost;

import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The cost of an operation in units that do not depend on the speed of the machine: syncs, messages and allocated
 * bytes. Sums include the client and all three nodes. The bounds are a little above what was measured when they were
 * set. A change that makes an operation cheaper lowers its bound; a change that raises a bound must say why.
 */
public class CostPerOperationTest {
    private static final int ONE_BY_ONE = 1_000;
    private static final int AT_ONCE = 2_000;
    private static final int ROUNDS = 10;
    private static final int LINKS = MeasuredChain.NODES - 1;

    /**
     * Of the whole chain, in one direction. Heartbeats renew leases and are sent by the clock, so slow machines see
     * more of them for each operation.
     */
    private static final double MOST_HEARTBEATS_PER_SECOND = 40;

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static MeasuredChain chain;

    @BeforeClass
    public static void startAndWarmUp() throws Exception {
        chain = new MeasuredChain(FOLDER.getRoot().toPath());
        putOneByOne(ONE_BY_ONE);
        putAtOnce(ROUNDS);
        getAtOnce(ROUNDS);
    }

    @AfterClass
    public static void stop() throws Exception {
        chain.close();
    }

    private static byte[] key(int number) {
        return String.format(Locale.ROOT, "k%015d", number % AT_ONCE).getBytes(StandardCharsets.US_ASCII);
    }

    private static void putOneByOne(int count) {
        CatenaClient client = chain.client();
        byte[] value = new byte[100];
        for (int i = 0; i < count; i++) {
            client.put(key(i), value);
        }
    }

    private static void putAtOnce(int rounds) {
        byte[] value = new byte[100];
        for (int round = 0; round < rounds; round++) {
            List<CompletableFuture<?>> calls = new ArrayList<>(AT_ONCE);
            for (int i = 0; i < AT_ONCE; i++) {
                calls.add(chain.client().putAsync(key(i), value));
            }
            calls.forEach(CompletableFuture::join);
        }
    }

    private static void getAtOnce(int rounds) {
        for (int round = 0; round < rounds; round++) {
            List<CompletableFuture<?>> calls = new ArrayList<>(AT_ONCE);
            for (int i = 0; i < AT_ONCE; i++) {
                calls.add(chain.client().getAsync(key(i)));
            }
            calls.forEach(CompletableFuture::join);
        }
    }

    /** The increase of counters, by name; {@code of} adds up those of several names. */
    private record Rise(
            Map<String, Long> before,
            Map<String, Long> after,
            double seconds,
            long allocatedByNodes,
            long allocatedHere) {
        static Rise during(Runnable work) {
            Map<String, Long> before = chain.counters();
            long begin = System.nanoTime();
            long byNodes = chain.allocatedByNodes();
            long here = MeasuredChain.allocatedHere();
            work.run();
            here = MeasuredChain.allocatedHere() - here;
            byNodes = chain.allocatedByNodes() - byNodes;
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Rise(before, chain.counters(), seconds, byNodes, here);
        }

        long of(String... names) {
            long sum = 0;
            for (String name : names) {
                sum += after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
            }
            return sum;
        }
    }

    private static void assertAtMost(String what, double most, double found) {
        assertTrue(what + ": " + found + " where at most " + most + " is meant", found <= most);
    }

    @Test
    public void aPutByItselfCostsOneSyncAMemberAndTwoMessagesALink() {
        Rise rise = Rise.during(() -> putOneByOne(ONE_BY_ONE));

        assertAtMost("syncs", MeasuredChain.NODES * 1.05, rise.of("syncs") / (double) ONE_BY_ONE);
        double heartbeats = MOST_HEARTBEATS_PER_SECOND * rise.seconds() / ONE_BY_ONE;
        assertAtMost(
                "messages down: the record, on which the commit point of the one before rides",
                LINKS * 1.05 + heartbeats,
                rise.of("messages.out.append") / (double) ONE_BY_ONE);
        assertAtMost(
                "messages up: the acknowledgement",
                LINKS * 1.05 + heartbeats,
                rise.of("messages.out.ack") / (double) ONE_BY_ONE);
        assertAtMost("bytes allocated by the nodes", 60_000, rise.allocatedByNodes() / (double) ONE_BY_ONE);
        assertAtMost("bytes allocated by the client", 5_000, rise.allocatedHere() / (double) ONE_BY_ONE);
    }

    @Test
    public void putsThatComeTogetherShareCallsSyncsAndMessages() {
        Rise rise = Rise.during(() -> putAtOnce(ROUNDS));

        double puts = AT_ONCE * ROUNDS;
        double heartbeats = MOST_HEARTBEATS_PER_SECOND * rise.seconds() / puts;
        assertAtMost("calls", 0.02, rise.of("calls.in.write") / puts);
        assertAtMost("syncs", 0.02, rise.of("syncs") / puts);
        assertAtMost("messages", 0.05 + 2 * heartbeats, rise.of("messages.out.append", "messages.out.ack") / puts);
        assertAtMost("bytes allocated by the nodes", 12_500, rise.allocatedByNodes() / puts);
        assertAtMost("bytes allocated by the client", 4_500, rise.allocatedHere() / puts);
    }

    @Test
    public void getsThatComeTogetherShareCallsAndCauseNoMessages() {
        Rise rise = Rise.during(() -> getAtOnce(ROUNDS));

        double gets = AT_ONCE * ROUNDS;
        double heartbeats = MOST_HEARTBEATS_PER_SECOND * rise.seconds() / gets;
        assertAtMost("calls", 0.05, rise.of("calls.in.read") / gets);
        assertAtMost("messages", 0.001 + 2 * heartbeats, rise.of("messages.out.append", "messages.out.ack") / gets);
        assertAtMost("syncs", 0.001, rise.of("syncs") / gets);
        assertAtMost("bytes allocated by the nodes", 2_200, rise.allocatedByNodes() / gets);
        assertAtMost("bytes allocated by the client", 4_500, rise.allocatedHere() / gets);
    }
}
