package io.catena.server.runtime.health;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.controller.decision.Health;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.Test;

/** The replicas of several chains on one node's disk (H7, D11). */
public class NodeDiskWatchTest {
    private static final int CHAINS = 8;
    private static final HealthWatch.Measured MEMBER = new HealthWatch.Measured(true, 0, 0, 300);
    private static final HealthWatch.Measured JOINING = new HealthWatch.Measured(false, 0, 0, 300);

    private final NodeDiskWatch node = new NodeDiskWatch(0);
    private final List<HealthWatch> chains = new ArrayList<>();
    private final Set<Integer> members = new HashSet<>();
    private final Health[] health = new Health[CHAINS];
    private long nowMillis;

    public NodeDiskWatchTest() {
        for (int chain = 0; chain < CHAINS; chain++) {
            chains.add(new HealthWatch(0, node));
        }
    }

    private long now() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    private void areMembers(Integer... of) {
        members.clear();
        members.addAll(Set.of(of));
        tick();
    }

    private void allAreMembers() {
        areMembers(IntStream.range(0, CHAINS).boxed().toArray(Integer[]::new));
    }

    private void tick() {
        for (int chain = 0; chain < CHAINS; chain++) {
            health[chain] = chains.get(chain).tick(now(), now(), members.contains(chain) ? MEMBER : JOINING, false);
        }
    }

    private void pass(long millis) {
        for (long end = nowMillis + millis; nowMillis < end; ) {
            nowMillis = Math.min(end, nowMillis + 20);
            tick();
        }
    }

    private void begins(int chain) {
        chains.get(chain).disk().begins(now());
    }

    private void ends(int chain) {
        chains.get(chain).disk().ends(now());
    }

    private void cycles(int chain, int count, long eachMillis) {
        for (int i = 0; i < count; i++) {
            begins(chain);
            pass(eachMillis);
            ends(chain);
        }
    }

    private long diskMillis(int chain) {
        return health[chain].diskMillis();
    }

    @Test
    public void aDiskThatOneChainFindsSlowIsSlowInAChainThatWritesNothing_row19() {
        allAreMembers();
        cycles(0, 8, 2_000);
        for (int chain = 0; chain < CHAINS; chain++) {
            assertEquals("in chain " + chain, 1_984, diskMillis(chain));
            assertTrue(chains.get(chain).isUnwell());
        }
    }

    @Test
    public void chainsOfWhichEachHasTooFewCyclesFindItTogether_row19() {
        allAreMembers();
        for (int round = 0; round < 2; round++) {
            for (int chain = 0; chain < CHAINS; chain++) {
                cycles(chain, 1, 1_000);
            }
        }
        assertEquals(992, diskMillis(0));
    }

    @Test
    public void aDiskThatHangsHangsInAllChains_row19() {
        allAreMembers();
        begins(0);
        pass(4_000);
        assertEquals(4_000, health[CHAINS - 1].hungMillis());
        ends(0);
        tick();
        assertEquals(0, health[CHAINS - 1].hungMillis());
    }

    @Test
    public void theCycleThatHasLastedLongestCounts_row19() {
        allAreMembers();
        begins(0);
        pass(3_000);
        begins(1);
        pass(3_000);
        assertEquals(6_000, health[2].hungMillis());
        ends(0);
        tick();
        assertEquals(3_000, health[2].hungMillis());
    }

    @Test
    public void whatAJoiningReplicaMeasuresIsItsOwn_row69() {
        areMembers(1, 2);
        cycles(0, 8, 2_000);
        assertEquals(1_984, diskMillis(0));
        assertEquals(0, diskMillis(1));
        begins(0);
        pass(4_000);
        assertEquals(4_000, health[0].hungMillis());
        assertEquals(0, health[1].hungMillis());
    }

    @Test
    public void whatAReplicaMeasuredBeforeItBecameAMemberIsForgotten_row69() {
        cycles(0, 8, 2_000);
        begins(0);
        areMembers(0, 1);
        pass(4_000);
        ends(0);
        tick();
        assertEquals(0, diskMillis(0));
        assertEquals("that cycle began before", 0, diskMillis(1));
    }

    @Test
    public void aReplicaThatJoinsOneChainKnowsWhatItsNodeFindsAsAMemberOfAnother_row19() {
        areMembers(0);
        cycles(0, 8, 2_000);
        assertEquals(1_984, diskMillis(1));
        assertTrue(chains.get(1).isUnwell());
    }

    @Test
    public void aCycleOfAMemberCountsAlsoWhenItHasLostItsPlaceMeanwhile_row19() {
        allAreMembers();
        begins(0);
        pass(1_000);
        areMembers(1);
        pass(4_000);
        assertEquals(5_000, health[1].hungMillis());
        ends(0);
        tick();
        assertEquals(0, health[1].hungMillis());
    }

    @Test
    public void whatWasSlowIsForgottenAfterTwoWindowsWithoutCyclesOfMembers_row19() {
        allAreMembers();
        cycles(0, 8, 2_000);
        areMembers(1);
        pass(10_000);
        assertEquals(0, diskMillis(1));
        assertFalse(chains.get(1).isUnwell());
    }

    /** The replica of a chain loses its place, and begins no new life meanwhile. */
    private void losesPlace(int chain) {
        chains.get(chain).losesPlace(now());
        members.remove(chain);
    }

    @Test
    public void whatAMemberKnewThatHasLostItsPlaceCountsInOtherChainsForTwentySeconds_row19() {
        allAreMembers();
        cycles(0, 8, 2_000);
        losesPlace(0);
        pass(19_000);
        assertEquals(1_984, diskMillis(1));
        pass(1_000);
        assertEquals(0, diskMillis(1));
    }

    @Test
    public void whoLosesItsPlaceForThatAloneNeitherKeepsItAliveNorEndsIt_row69() {
        allAreMembers();
        cycles(0, 8, 2_000);
        losesPlace(0);
        pass(12_000);
        losesPlace(1);
        pass(7_000);
        assertEquals(1_984, diskMillis(2));
        pass(1_000);
        assertEquals(0, diskMillis(2));
    }

    @Test
    public void itCountsNoLongerWhenOthersHaveMeasuredEnough_row69() {
        allAreMembers();
        cycles(0, 8, 2_000);
        losesPlace(0);
        cycles(1, 500, 20);
        assertEquals(0, diskMillis(1));
        pass(7_000);
        assertEquals("nor when it is quiet again", 0, diskMillis(1));
    }

    @Test
    public void aReplicaThatWasNoMemberLeavesNothingToOthers_row69() {
        areMembers(1);
        cycles(0, 8, 2_000);
        losesPlace(0);
        pass(20);
        assertEquals(0, diskMillis(1));
    }

    @Test
    public void cyclesThatSyncNothingAreNoneOfTheNodeEither() {
        allAreMembers();
        cycles(0, 8, 2_000);
        for (int i = 0; i < 100; i++) {
            begins(1);
            chains.get(1).disk().endsWithoutSync();
        }
        cycles(0, 5, 2_000);
        assertEquals(1_984, diskMillis(1));
        begins(1);
        chains.get(1).disk().endsWithoutSync();
        pass(4_000);
        assertEquals("it is over", 0, health[2].hungMillis());
    }

    @Test
    public void theTimeInWhichTheProcessDidNotRunIsNotTheDisksOfAnyChain_row19() {
        allAreMembers();
        begins(0);
        nowMillis += 30_000;
        tick();
        assertEquals(0, health[1].hungMillis());
    }
}
