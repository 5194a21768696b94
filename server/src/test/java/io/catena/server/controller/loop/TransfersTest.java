package io.catena.server.controller.loop;

import static org.junit.Assert.assertEquals;

import io.catena.server.controller.decision.ControllerScene;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** How many transfers a node takes part in, and which chains are called when there is room. */
public class TransfersTest {
    private final List<Integer> called = new ArrayList<>();
    private final Transfers transfers = new Transfers(called::add);

    private void see(int chain, String members, String joining) {
        transfers.see(chain, ControllerScene.configuration(ControllerScene.EPOCH, members, joining));
    }

    private void await(int chain, String feeder, String receivers) {
        transfers.await(chain, ControllerScene.life(feeder), ControllerScene.lives(receivers));
    }

    /** Node b feeds others in as many chains as it may. */
    private void fill() {
        see(1, "a1 b1", "c1");
        see(2, "a1 b1", "c1");
        see(3, "a1 b1", "d1");
        see(4, "a1 b1", "e1");
    }

    private List<Integer> called() {
        List<Integer> taken = List.copyOf(called);
        called.clear();
        return taken;
    }

    @Test
    public void aNodeIsBusyThatFeedsAndIsFedInFourChains() {
        see(1, "a1 b1", "c1");
        see(2, "a1 b1", "d1");
        see(3, "a1", "b1");
        assertEquals(Set.of(), transfers.busy(9));
        see(4, "a1", "b1");
        assertEquals(Set.of("b"), transfers.busy(9));
    }

    @Test
    public void aChainsOwnTransferDoesNotCountForIt() {
        fill();
        assertEquals(Set.of(), transfers.busy(4));
    }

    @Test
    public void aChainWithoutConfigurationHasNoTransfer() {
        fill();
        transfers.see(4, null);
        assertEquals(Set.of(), transfers.busy(9));
    }

    @Test
    public void whenATransferEndsThoseForWhichThereIsRoomAreCalledInTheirOrder() {
        fill();
        await(7, "b1", "e1");
        await(5, "b1", "d1");
        await(6, "b1", "f1");
        see(1, "a1 b1 c1", null);
        assertEquals(List.of(5), called());
        see(2, "a1 b1 c1", null);
        assertEquals("what was called and has not begun yet takes no room", List.of(6, 7), called());
    }

    @Test
    public void whatWaitsForAnotherNodeIsNotCalled() {
        fill();
        see(5, "a1", "f1");
        see(6, "a1", "f1");
        see(7, "a1", "f1");
        see(8, "a1", "f1");
        await(9, "c1", "f1");
        see(1, "a1 b1 c1", null);
        assertEquals(List.of(), called());
        see(5, "a1 f1", null);
        assertEquals(List.of(9), called());
    }

    @Test
    public void aTransferThatGoesOnWithAnotherFeederMakesRoomAtTheFirst() {
        fill();
        await(5, "b1", "f1");
        see(1, "a1", "c1");
        assertEquals(List.of(5), called());
    }

    @Test
    public void aChainThatIsLookedAtAgainWaitsOnlyIfItSaysSo() {
        fill();
        await(5, "b1", "f1");
        see(5, "a1 b1", null);
        see(1, "a1 b1 c1", null);
        assertEquals(List.of(), called());
    }

    @Test
    public void aTransferThatGoesOnCallsNobody() {
        fill();
        await(5, "a1", "f1");
        see(1, "a1 b1", "c1");
        assertEquals(List.of(), called());
    }

    @Test
    public void aChainThatWasCalledAndBeginsNothingLeavesItsRoomToTheNext() {
        fill();
        await(5, "b1", "d1");
        await(6, "b1", "e1");
        see(1, "a1 b1 c1", null);
        assertEquals(List.of(5), called());
        see(5, "a1 b1", null);
        assertEquals(List.of(6), called());
    }

    @Test
    public void ofSeveralThatCouldBeFedOneWithRoomIsEnough() {
        fill();
        see(5, "a1", "f1");
        see(6, "a1", "f1");
        see(7, "a1", "f1");
        see(8, "a1", "f1");
        await(9, "c1", "f1 g1");
        see(1, "a1 b1 c1", null);
        assertEquals(List.of(9), called());
    }

    @Test
    public void aChainThatWasCalledAndBeginsElsewhereLeavesItsRoomToTheNext() {
        fill();
        await(5, "b1", "d1");
        await(6, "b1", "e1");
        see(1, "a1 b1 c1", null);
        assertEquals(List.of(5), called());
        see(5, "a1", "f1");
        assertEquals(List.of(6), called());
    }

    /** What is kept of the counts is what counting anew gives. */
    @Test
    public void whoIsBusyFollowsFromTheTransfersAlone() {
        Random random = new Random(16);
        Map<Integer, List<String>> underWay = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            int chain = 1 + random.nextInt(40);
            String tail = Character.toString('a' + random.nextInt(4));
            String joining = Character.toString('e' + random.nextInt(4));
            if (random.nextInt(4) == 0) {
                see(chain, tail + "1", null);
                underWay.remove(chain);
            } else {
                see(chain, tail + "1", joining + "1");
                underWay.put(chain, List.of(tail, joining));
            }
            int asks = 1 + random.nextInt(40);
            assertEquals("step " + step, busy(underWay, asks), transfers.busy(asks));
        }
    }

    private static Set<String> busy(Map<Integer, List<String>> underWay, int except) {
        Map<String, Integer> counts = new HashMap<>();
        underWay.forEach((chain, nodes) -> {
            if (chain != except) {
                nodes.forEach(node -> counts.merge(node, 1, Integer::sum));
            }
        });
        counts.values().removeIf(count -> count < Transfers.MOST_OF_A_NODE);
        return counts.keySet();
    }
}
