package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.Test;

/** A chain whose members carry other chains, too, costs little while nobody uses it (R2, M17). */
public class AChainAmongOthersRestsTest {
    private static final int TICK_MILLIS = 20;
    private static final int LEASE_TICKS = 15;
    /** So long a chain counts as read from. */
    private static final int READ_TICKS = 10 * LEASE_TICKS;

    private static final int RESTING_ROUND_TICKS = 1_200 / TICK_MILLIS;

    private static TestChain atRest(String... names) {
        TestChain chain = TestChain.of(ReplicaSettings.standard().forOneOf(64), SharedSettings.STANDARD, names);
        chain.put(names[0], "k", "v");
        chain.settle();
        pass(chain, READ_TICKS);
        return chain;
    }

    private static void pass(TestChain chain, int ticks) {
        for (int i = 0; i < ticks; i++) {
            chain.tick();
            chain.drain();
        }
    }

    /** Time passes for quiet replicas. */
    private static void passQuietly(TestChain chain, int ticks) {
        for (int i = 0; i < ticks; i++) {
            chain.standStill(400);
            chain.drain();
        }
    }

    private static boolean isQuiet(TestChain chain, String name) {
        return chain.nodes.get(name).replica.isQuiet();
    }

    /** In which of the next ticks the head begins a round. */
    private static List<Integer> roundsIn(TestChain chain, int ticks) {
        List<Long> rounds = new ArrayList<>();
        chain.wires.onWire = send -> {
            if (send.message() instanceof Message.Append append
                    && send.envelope().nodeId().equals("a")) {
                rounds.add(append.round());
            }
            return List.of(send);
        };
        List<Integer> begun = new ArrayList<>();
        long last = -1;
        for (int tick = 0; tick < ticks; tick++) {
            pass(chain, 1);
            long newest = rounds.isEmpty() ? last : rounds.get(rounds.size() - 1);
            if (last >= 0 && newest > last) {
                begun.add(tick);
            }
            last = newest;
        }
        return begun;
    }

    @Test
    public void allItsMembersAreQuiet() {
        TestChain chain = atRest("a", "b", "c");
        for (String name : List.of("a", "b", "c")) {
            assertTrue(name, isQuiet(chain, name));
        }
    }

    @Test
    public void aRoundComesOnceIn1200Millis() {
        TestChain chain = atRest("a", "b", "c");
        assertEquals(6, roundsIn(chain, 6 * RESTING_ROUND_TICKS).size());
    }

    @Test
    public void roundsOfChainsBeginAtTheSameTickWheneverTheyWereReadLast() {
        TestChain unread = atRest("a", "b");
        pass(unread, READ_TICKS + 100);
        List<Integer> rounds = roundsIn(unread, 4 * RESTING_ROUND_TICKS);
        for (int readTick = 0; readTick < 20; readTick++) {
            TestChain read = atRest("a", "b");
            pass(read, readTick);
            read.get("b", "k");
            pass(read, READ_TICKS + 100 - readTick);
            assertEquals(rounds, roundsIn(read, 4 * RESTING_ROUND_TICKS));
            assertEquals("one clock", unread.now(), read.now());
        }
    }

    @Test
    public void theFirstReadIsAnsweredBehindARoundOfItsOwnAndWaitsForNoTick() {
        for (String name : List.of("a", "c")) {
            TestChain chain = atRest("a", "b", "c");
            pass(chain, 1 + LEASE_TICKS);
            chain.wires.hold("b", "c");
            long read = chain.get(name, "k");
            chain.drain();
            assertFalse("no lease is left", chain.isAnswered(read));
            chain.wires.mend("b", "c");
            chain.drain();
            assertEquals("v", chain.read(read));
        }
    }

    @Test
    public void fromTheFirstReadOnLeasesAreRenewedOftenAndBehindTheLastOneItRestsAgain() {
        TestChain chain = atRest("a", "b", "c");
        chain.getNow("c", "k");
        assertFalse(isQuiet(chain, "a"));
        chain.wires.hold("a", "b");
        pass(chain, 2 * LEASE_TICKS);
        assertEquals(6, chain.wires.waiting("a", "b"));
        chain.wires.mend("a", "b");
        pass(chain, READ_TICKS);
        assertTrue(isQuiet(chain, "a"));
    }

    @Test
    public void withTicksAsSeldomAsThoseOfAQuietReplicaNobodyIsSuspected() {
        TestChain chain = atRest("a", "b", "c");
        for (int i = 0; i < 20; i++) {
            passQuietly(chain, 1);
            chain.nodes.forEach((name, node) ->
                    assertEquals(name, "[]", node.report.suspects().toString()));
        }
    }

    @Test
    public void rareRoundsAreNotTakenForSlowOnes() {
        TestChain chain = atRest("a", "b", "c");
        long leaseMillis = chain.configuration.leaseMillis();
        for (int i = 0; i < 60; i++) {
            passQuietly(chain, 1);
            long completionMillis = chain.nodes.get("c").replica.completionMillis(chain.now());
            assertTrue("" + completionMillis, completionMillis <= leaseMillis);
        }
        assertTrue("it is measured", chain.nodes.get("a").replica.hopMillis(chain.now()) == 0);
    }

    @Test
    public void whereUseAndRestTakeTurnsNothingIsTakenForSlow() {
        TestChain chain = atRest("a", "b", "c");
        for (int turn = 0; turn < 5; turn++) {
            chain.getNow("c", "k");
            for (int tick = 0; tick < 3 * READ_TICKS; tick++) {
                pass(chain, 1);
                long completionMillis = chain.nodes.get("c").replica.completionMillis(chain.now());
                assertTrue("" + completionMillis, completionMillis <= chain.configuration.leaseMillis());
            }
        }
    }

    /** As in a cluster of one chain: what takes 600 ms is not taken for rest. */
    @Test
    public void slowRoundsOfAChainThatIsUsedAreSeen() {
        TestChain chain = atRest("a", "b", "c");
        chain.wires.hold("a", "b");
        Deque<Integer> sent = new ArrayDeque<>();
        int arrived = 0;
        long completionMillis = 0;
        for (int tick = 0; tick < 900; tick++) {
            if (tick % 100 == 0) {
                chain.get("a", "k");
            }
            pass(chain, 1);
            sent.addLast(arrived + chain.wires.waiting("a", "b"));
            int arrives = sent.size() > 600 / TICK_MILLIS ? sent.removeFirst() : 0;
            for (; arrived < arrives; arrived++) {
                chain.wires.deliver("a", "b");
            }
            completionMillis = chain.nodes.get("b").replica.completionMillis(chain.now());
        }
        assertTrue("" + completionMillis, completionMillis >= 600 && completionMillis < 800);
    }

    @Test
    public void aSilentNeighbourIsReportedAsSoonAsInAChainThatIsUsed() {
        TestChain chain = atRest("a", "b", "c");
        passQuietly(chain, 3);
        chain.wires.killSilently("b", "a");
        passQuietly(chain, 3);
        assertEquals("[b]", chain.nodes.get("a").report.suspects().toString());
    }
}
