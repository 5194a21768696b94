package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** A lease is as long as its epoch says; a later head waits for the longest that may be in use (F1, F3, F4, P3). */
public class LeasesOfOtherLengthsTest {
    private static final SharedSettings LONG = lease(2_000);
    private static final SharedSettings SHORT = lease(300);
    private static final int LONG_TICKS = 100;
    private static final int SHORT_TICKS = 15;

    private static SharedSettings lease(int millis) {
        return new SharedSettings(millis, 1, 0);
    }

    @Test
    public void aLeaseIsAsLongAsTheEpochSays() {
        TestChain chain = chainWithOneKey(SHORT, "a", "b");
        change(chain, LONG, "a", "b");
        isolate(chain, "b");
        pass(chain, LONG_TICKS / 2);
        assertEquals("old", chain.read(chain.get("b", "k")));
        pass(chain, LONG_TICKS / 2 + 2);
        assertFalse(chain.isAnswered(chain.get("b", "k")));
    }

    @Test
    public void withoutLeasesNoMemberAnswersAlone() {
        TestChain chain = chainWithOneKey(LONG, "a", "b");
        change(chain, lease(0), "a", "b");
        isolate(chain, "b");
        assertFalse(chain.isAnswered(chain.get("b", "k")));
    }

    @Test
    public void leasesCanBeHadFromAnEpochOnAfterOneWithout() {
        TestChain chain = chainWithOneKey(lease(0), "a", "b");
        change(chain, SHORT, "a", "b");
        isolate(chain, "b");
        assertEquals("old", chain.read(chain.get("b", "k")));
    }

    @Test
    public void aMemberThatMissesThatLeasesGotShorterIsWaitedForWithItsLongOne() {
        TestChain chain = chainWithOneKey(LONG, "a", "b", "c");
        isolate(chain, "a");
        chain.shared = SHORT;
        chain.publish(null, "a", "b", "c");
        chain.learn("b");
        chain.learn("c");
        chain.publishUnclean("b", "c");
        chain.learn("b");
        chain.learn("c");
        long put = chain.put("b", "k", "new");
        pass(chain, LONG_TICKS / 2);
        assertFalse("a may still answer alone", chain.isAnswered(put));
        assertEquals("old", chain.read(chain.get("a", "k")));
        pass(chain, LONG_TICKS / 2 + 10);
        assertTrue(chain.isAnswered(put));
        assertFalse(chain.isAnswered(chain.get("a", "k")));
    }

    @Test
    public void anEpochOfShorterLeasesIsActivatedWhenLongerOnesAreOver() {
        TestChain chain = chainWithOneKey(LONG, "a", "b", "c");
        chain.shared = SHORT;
        chain.publishMembers("a", "b", "c");
        pass(chain, LONG_TICKS / 2);
        assertNotEquals("a member that was removed before may hold a long lease", chain.configuration, chain.activated);
        pass(chain, LONG_TICKS / 2 + 10);
        assertEquals(chain.configuration, chain.activated);
    }

    @Test
    public void anEpochOfLongerOrEqualLeasesIsActivatedAtOnce() {
        TestChain chain = chainWithOneKey(SHORT, "a", "b");
        change(chain, LONG, "a", "b");
        assertEquals(chain.configuration, chain.activated);
        chain.publishMembers("a", "b");
        chain.settle();
        assertEquals(chain.configuration, chain.activated);
    }

    @Test
    public void aFenceIsNotLongerThanTheLeasesThatMayBeInUse() {
        TestChain chain = chainWithOneKey(LONG, "a", "b", "c");
        chain.shared = SHORT;
        chain.publishMembers("a", "b", "c");
        pass(chain, LONG_TICKS + 10);
        chain.publishUnclean("b", "c");
        chain.learn("b");
        chain.learn("c");
        long put = chain.put("b", "k", "new");
        pass(chain, SHORT_TICKS + 3);
        assertTrue(chain.isAnswered(put));
    }

    @Test
    public void writesGoOnWhileSettingsChange() {
        TestChain chain = chainWithOneKey(LONG, "a", "b");
        chain.shared = SHORT;
        chain.publishMembers("a", "b");
        long put = chain.put("a", "k", "new");
        pass(chain, 3);
        assertTrue("no member was removed, so none is waited for", chain.isAnswered(put));
    }

    @Test
    public void howManyMembersWritesNeedIsWhatTheEpochSays() {
        TestChain chain = chainWithOneKey(SHORT, "a", "b");
        change(chain, new SharedSettings(300, 3, 0), "a", "b");
        assertEquals(Failure.TOO_FEW_MEMBERS, chain.answers.get(chain.put("a", "k", "v")));
        change(chain, new SharedSettings(300, 2, 0), "a", "b");
        long put = chain.put("a", "k", "v");
        chain.settle();
        assertTrue(chain.isAnswered(put));
    }

    private static void change(TestChain chain, SharedSettings settings, String... names) {
        chain.shared = settings;
        chain.publishMembers(names);
        chain.settle();
    }

    private static TestChain chainWithOneKey(SharedSettings settings, String... names) {
        TestChain chain = TestChain.of(settings, names);
        chain.put(names[0], "k", "old");
        chain.getNow(names[0], "k");
        chain.settle();
        return chain;
    }

    private static void isolate(TestChain chain, String name) {
        for (String other : chain.nodes.keySet()) {
            chain.wires.hold(name, other);
            chain.wires.hold(other, name);
        }
    }

    private static void pass(TestChain chain, int ticks) {
        for (int i = 0; i < ticks; i++) {
            chain.drain();
            chain.tick();
        }
        chain.drain();
    }
}
