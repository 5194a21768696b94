package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.ControllerScene;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** How many handovers a node takes part in, and which chains are called when it is their turn (M19). */
public class HandoversTest {
    private static final long RECOVERY_MILLIS = 60_000;

    private final List<Integer> called = new ArrayList<>();
    private final Handovers handovers = new Handovers(called::add, RECOVERY_MILLIS);
    private long nowMillis = 7;

    private long now() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    private static Configuration plain(String members) {
        return ControllerScene.configuration(ControllerScene.EPOCH, members, null);
    }

    private static Configuration handover(String members) {
        Configuration of = plain(members);
        return new Configuration(
                of.chain(),
                of.epoch(),
                of.lineage(),
                of.members(),
                null,
                true,
                of.removed(),
                of.settings(),
                of.priorLeaseMillis(),
                List.of(),
                true);
    }

    /** Of nodes a to e those that are to take part in no handover. */
    private Set<String> still() {
        return handovers.still(now(), ControllerScene.lives("a1 b1 c1 d1 e1"));
    }

    private void begins(int chain, String members) {
        handovers.see(now(), chain, handover(members), false);
        handovers.decided(now(), chain);
    }

    /** The members stand in the other order. */
    private void looksAgain(int chain, String members, boolean activated) {
        handovers.see(now(), chain, plain(members), activated);
        handovers.decided(now(), chain);
    }

    private void await(int chain, String members) {
        handovers.see(now(), chain, plain(members), true);
        handovers.await(chain, ControllerScene.lives(members));
        handovers.decided(now(), chain);
    }

    private List<Integer> called() {
        List<Integer> taken = List.copyOf(called);
        called.clear();
        return taken;
    }

    @Test
    public void theNodesOfAChainThatHandsOverTakePartInNoOtherHandover() {
        assertEquals(Set.of(), still());
        begins(1, "a1 b1 c1");
        assertEquals(Set.of("a", "b", "c"), still());
    }

    @Test
    public void aNodesChainsBeginOneSecondApartHoweverShortAHandoverIs() {
        begins(1, "a1 b1");
        nowMillis += 20;
        looksAgain(1, "b1 a1", true);
        assertEquals(Set.of("a", "b"), still());
        nowMillis += handovers.againMillis(now(), 1);
        looksAgain(1, "b1 a1", true);
        assertEquals(Set.of(), still());
        assertEquals(7 + Handovers.PACE_MILLIS, nowMillis, 2);
        assertEquals(Controller.UNTIL_HINTED, handovers.againMillis(now(), 1));
    }

    @Test
    public void aHandoverThatTakesLongerThanASecondIsAwaitedToo() {
        begins(1, "a1 b1");
        nowMillis += 2 * Handovers.PACE_MILLIS;
        handovers.see(now(), 1, handover("a1 b1"), true);
        assertEquals(Set.of("a", "b"), still());
        looksAgain(1, "b1 a1", false);
        assertEquals("the next order has not taken effect", Set.of("a", "b"), still());
        looksAgain(1, "b1 a1", true);
        assertEquals(Set.of(), still());
    }

    @Test
    public void forAHandoverThatDoesNotEndNoOtherChainWaitsForLong() {
        begins(1, "a1 b1");
        await(2, "b1 a1");
        nowMillis += handovers.againMillis(now(), 1);
        begins(1, "a1 b1");
        assertEquals(List.of(), called());
        nowMillis += handovers.againMillis(now(), 1);
        assertEquals(7 + Handovers.PATIENCE_MILLIS, nowMillis, 2);
        begins(1, "a1 b1");
        assertEquals(List.of(2), called());
        assertEquals(Set.of(), still());
        assertEquals(Controller.UNTIL_HINTED, handovers.againMillis(now(), 1));
        looksAgain(1, "b1 a1", true);
        begins(1, "a1 b1");
        assertEquals("the next time it counts again", Set.of("a", "b"), still());
    }

    @Test
    public void theWaitingAreCalledTheLowestFirstEachNodeOnce() {
        begins(1, "a1 b1 c1");
        await(9, "b1 a1");
        await(3, "d1 c1");
        await(2, "c1 a1");
        await(4, "d1 e1");
        nowMillis += Handovers.PACE_MILLIS;
        looksAgain(1, "c1 b1 a1", true);
        assertEquals("chain 2 has c and a", List.of(2), called());
        begins(2, "c1 a1");
        nowMillis += Handovers.PACE_MILLIS;
        looksAgain(2, "a1 c1", true);
        assertEquals(List.of(3, 9), called());
    }

    @Test
    public void aChainThatIsCalledAndDoesNotBeginLeavesItsTurnToTheNext() {
        begins(1, "a1 b1");
        await(2, "b1 a1");
        await(3, "b1 c1");
        nowMillis += Handovers.PACE_MILLIS;
        looksAgain(1, "b1 a1", true);
        assertEquals(List.of(2), called());
        looksAgain(2, "b1 a1", true);
        assertEquals(List.of(3), called());
        looksAgain(3, "b1 c1", true);
        assertEquals(List.of(), called());
    }

    @Test
    public void aChainThatCannotBeReadHoldsUpNoOther() {
        begins(1, "a1 b1");
        await(2, "b1 a1");
        handovers.see(now(), 1, null, false);
        assertEquals(List.of(2), called());
    }

    @Test
    public void aNodeThatWasUnfitTakesPartInNoneForAWhile() {
        handovers.wasUnfit(now(), "b");
        assertEquals(Set.of("b"), still());
        await(2, "b1 a1");
        assertEquals(List.of(), called());
        assertEquals(RECOVERY_MILLIS, handovers.againMillis(now(), 2), 2);
        begins(1, "a1 c1");
        nowMillis += Handovers.PACE_MILLIS;
        looksAgain(1, "c1 a1", true);
        assertEquals("b is still unfit", List.of(), called());
        nowMillis += handovers.againMillis(now(), 2);
        assertEquals(Set.of(), still());
    }

    /** The life is a letter and a number, as in {@code b2}. */
    private void fallsOut(int chain, String life) {
        handovers.fellOut(now(), chain, ControllerScene.life(life));
    }

    @Test
    public void aNodeThatFallsOutOfOneChainAgainTakesPartInNoneForAWhile() {
        fallsOut(1, "b1");
        fallsOut(2, "b1");
        assertEquals("it died once, with two chains", Set.of(), still());
        nowMillis += RECOVERY_MILLIS - 1;
        fallsOut(2, "b2");
        assertEquals(Set.of("b"), still());
        nowMillis += RECOVERY_MILLIS;
        assertEquals(Set.of(), still());
        fallsOut(2, "b3");
        assertEquals("that was long ago", Set.of(), still());
    }

    @Test
    public void aLifeFallsOutOnceHoweverOftenThatIsDecided() {
        fallsOut(1, "b1");
        fallsOut(1, "b1");
        assertEquals("the first decision was not published", Set.of(), still());
        fallsOut(1, "b2");
        assertEquals(Set.of("b"), still());
    }
}
