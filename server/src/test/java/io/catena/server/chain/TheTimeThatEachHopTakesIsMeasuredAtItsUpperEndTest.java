package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.function.LongPredicate;
import org.junit.Test;

/** Each member measures how long rounds take to the next one and back, without what they take behind it. */
public class TheTimeThatEachHopTakesIsMeasuredAtItsUpperEndTest {
    private static final int TICKS_OF_A_WINDOW = 251;
    private static final int TICK_MILLIS = 20;
    private static final int HELD_TICKS = 20;
    /** Rounds begin each 100 ms: of four that are held together they wait 300, 200, 100 and 0 ms. */
    private static final int MEAN_WAIT_MILLIS = 150;

    /** Lets three windows pass, of which the last two are slow: this wire delivers what is on it only now and then (H7). */
    private static void slowly(TestChain chain, String from, String to) {
        chain.wires.hold(from, to);
        for (int tick = 1; tick <= 3 * TICKS_OF_A_WINDOW; tick++) {
            chain.tick();
            chain.drain();
            if (tick % HELD_TICKS == 0) {
                chain.wires.mend(from, to);
                chain.drain();
                chain.wires.hold(from, to);
            }
            for (String name : chain.nodes.keySet()) {
                hop(chain, name);
                completion(chain, name);
            }
        }
        chain.wires.mend(from, to);
    }

    private static long hop(TestChain chain, String name) {
        return chain.nodes.get(name).replica.hopMillis(chain.now());
    }

    private static long completion(TestChain chain, String name) {
        return chain.nodes.get(name).replica.completionMillis(chain.now());
    }

    private static void check(long millis, LongPredicate right) {
        assertTrue(millis + " ms", right.test(millis));
    }

    @Test
    public void aSlowHopShowsAtItsUpperEndAloneWhicheverWayItIsSlow() {
        for (String wire : new String[] {"bc", "cb"}) {
            TestChain chain = TestChain.of("a", "b", "c", "d");
            slowly(chain, wire.substring(0, 1), wire.substring(1));
            check(hop(chain, "b"), millis -> millis >= MEAN_WAIT_MILLIS);
            check(hop(chain, "a"), millis -> millis <= 2 * TICK_MILLIS);
            check(hop(chain, "c"), millis -> millis <= 2 * TICK_MILLIS);
            assertEquals(0, hop(chain, "d"));
        }
    }

    @Test
    public void aDiskHoldsUpNoRound() {
        TestChain chain = TestChain.of("a", "b");
        chain.holdDisk("b");
        chain.put("a", "k", "v");
        slowly(chain, "b", "a");
        check(hop(chain, "a"), millis -> millis >= MEAN_WAIT_MILLIS);
        TestChain fast = TestChain.of("a", "b");
        fast.holdDisk("b");
        fast.put("a", "k", "v");
        slowly(fast, "c", "d");
        check(hop(fast, "a"), millis -> millis <= 2 * TICK_MILLIS);
    }

    @Test
    public void whatIsQueuedAheadOfARoundIsNotMeasured() {
        TestChain chain = TestChain.of("a", "b");
        chain.holdDisk("b");
        chain.put("a", "k", "v".repeat(2 << 20));
        chain.tick();
        chain.drain();
        slowly(chain, "b", "a");
        check(hop(chain, "a"), millis -> millis <= 2 * TICK_MILLIS);
    }

    @Test
    public void aMemberBehindASlowHopSeesThatRoundsTakeLongToBeComplete() {
        TestChain chain = TestChain.of("a", "b");
        slowly(chain, "b", "a");
        check(completion(chain, "b"), millis -> millis >= MEAN_WAIT_MILLIS);
        assertEquals(0, completion(chain, "a"));
    }

    @Test
    public void aJoiningReplicaDelaysNoMember() {
        TestChain chain = TestChain.of("a", "b");
        chain.start("c");
        chain.publish("c", "a", "b");
        chain.nodes.keySet().forEach(chain::learn);
        chain.settle();
        slowly(chain, "c", "b");
        assertEquals(0, hop(chain, "b"));
        check(hop(chain, "a"), millis -> millis <= 2 * TICK_MILLIS);
    }
}
