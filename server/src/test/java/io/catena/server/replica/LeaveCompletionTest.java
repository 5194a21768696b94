package io.catena.server.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Shortage;
import io.catena.server.runtime.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** How a replica goes in order (docs/faults.md, row 7). */
public class LeaveCompletionTest {
    private static final Member SELF = new Member("s", 1, "s:1");
    private static final Member OTHER = new Member("o", 1, "o:1");

    private final ManualTime time = new ManualTime();
    private final CurrentReplica local = new CurrentReplica();
    private final PlayedReplica replica = new PlayedReplica();
    private boolean hasZooKeeper = true;
    private final LeaveCompletion leave = new LeaveCompletion(time, time, () -> List.of(local), () -> hasZooKeeper);
    private final List<LeaveCompletion.Outcome> outcomes = new ArrayList<>();

    private void livesIn(int position, Member... members) {
        Configuration chain = new Configuration(1, 3, 1, List.of(members), null, true, Map.of());
        replica.view = new ReplicaView(chain, position, 3, 1, 0, 0, 0, 0, -1, null, Shortage.NONE);
        local.begins(
                SELF,
                new ReplicaDriver(
                        replica,
                        time,
                        listener -> new PlayedDisk(listener, null),
                        Runnable::run,
                        new ReplicaCounters(),
                        new SilentHost()));
    }

    private void begins() {
        leave.begin(outcomes::add);
    }

    @Test
    public void aMemberAsksToGoAndGoesWhenTheChainHasLetIt_row7() {
        livesIn(1, OTHER, SELF);
        begins();
        time.passes(9_000);
        assertEquals(List.of(new Event.Leave()), replica.events);
        assertEquals("it waits", List.of(), outcomes);
        leave.hasLeft(local);
        time.passes(60_000);
        assertEquals(List.of(LeaveCompletion.Outcome.LEFT), outcomes);
    }

    @Test
    public void aChainThatDoesNotLetItGoIsWaitedForTenSeconds_row7() {
        livesIn(0, SELF, OTHER);
        begins();
        time.passes(9_980);
        assertEquals(List.of(), outcomes);
        time.passes(20);
        assertEquals(List.of(LeaveCompletion.Outcome.NOT_LET_GO), outcomes);
        leave.hasLeft(local);
        time.passes(60_000);
        assertEquals("each caller hears once", 1, outcomes.size());
    }

    @Test
    public void withoutZooKeeperALeaveWaitsForHalfASecondAtMost_row7() {
        livesIn(1, OTHER, SELF);
        hasZooKeeper = false;
        begins();
        time.passes(480);
        assertEquals(List.of(), outcomes);
        time.passes(20);
        assertEquals(List.of(LeaveCompletion.Outcome.NOT_LET_GO), outcomes);
    }

    @Test
    public void aConnectionThatComesBackInTimeIsWaitedForToo_row7() {
        livesIn(1, OTHER, SELF);
        for (int i = 0; i < 10; i++) {
            hasZooKeeper = false;
            if (i == 0) {
                begins();
            }
            time.passes(400);
            hasZooKeeper = true;
            time.passes(100);
        }
        assertEquals(List.of(), outcomes);
        leave.hasLeft(local);
        assertEquals(List.of(LeaveCompletion.Outcome.LEFT), outcomes);
    }

    private CurrentReplica headOfAnotherChain(PlayedReplica other, int chain) {
        CurrentReplica second = new CurrentReplica();
        Configuration configuration = new Configuration(chain, 3, 1, List.of(SELF, OTHER), null, true, Map.of());
        other.view = new ReplicaView(configuration, 0, 3, 1, 0, 0, 0, 0, -1, null, Shortage.NONE);
        second.begins(
                SELF,
                new ReplicaDriver(
                        other,
                        time,
                        listener -> new PlayedDisk(listener, null),
                        Runnable::run,
                        new ReplicaCounters(),
                        new SilentHost()));
        return second;
    }

    @Test
    public void aNodeWithSeveralReplicasAsksForOneAfterTheOtherAndWaitsForAll() {
        PlayedReplica other = new PlayedReplica();
        CurrentReplica second = headOfAnotherChain(other, 2);
        CurrentReplica without = new CurrentReplica();
        livesIn(1, OTHER, SELF);
        LeaveCompletion ofAll =
                new LeaveCompletion(time, time, () -> List.of(local, second, without), () -> hasZooKeeper);
        ofAll.begin(outcomes::add);
        time.passes(400);
        assertEquals(List.of(new Event.Leave()), replica.events);
        assertEquals("its chain serves on", List.of(), other.events);
        ofAll.hasLeft(local);
        ofAll.hasLeft(local);
        ofAll.hasLeft(without);
        assertEquals(List.of(new Event.Leave()), other.events);
        assertEquals("one is still a member", List.of(), outcomes);
        ofAll.hasLeft(second);
        assertEquals(List.of(LeaveCompletion.Outcome.LEFT), outcomes);
    }

    @Test
    public void aChainThatDoesNotLetItsReplicaGoKeepsTheOthersWaitingForHalfASecond() {
        PlayedReplica other = new PlayedReplica();
        CurrentReplica second = headOfAnotherChain(other, 2);
        livesIn(1, OTHER, SELF);
        new LeaveCompletion(time, time, () -> List.of(local, second), () -> hasZooKeeper).begin(outcomes::add);
        time.passes(480);
        assertEquals(List.of(), other.events);
        time.passes(40);
        assertEquals(List.of(new Event.Leave()), other.events);
    }

    @Test
    public void aChainThatLetsItsReplicaGoLateIsNotFollowedByOneMore() {
        PlayedReplica other = new PlayedReplica();
        PlayedReplica third = new PlayedReplica();
        CurrentReplica ofTheSecond = headOfAnotherChain(other, 2);
        CurrentReplica ofTheThird = headOfAnotherChain(third, 3);
        livesIn(1, OTHER, SELF);
        LeaveCompletion ofAll =
                new LeaveCompletion(time, time, () -> List.of(local, ofTheSecond, ofTheThird), () -> hasZooKeeper);
        ofAll.begin(outcomes::add);
        time.passes(520);
        assertEquals(List.of(new Event.Leave()), other.events);
        ofAll.hasLeft(local);
        assertEquals("the second one has not let its replica go", List.of(), third.events);
        ofAll.hasLeft(ofTheSecond);
        assertEquals(List.of(new Event.Leave()), third.events);
    }

    @Test
    public void afterFiveSecondsAllAreAsked() {
        List<PlayedReplica> played = new ArrayList<>();
        List<CurrentReplica> many = new ArrayList<>();
        for (int chain = 1; chain <= 30; chain++) {
            played.add(new PlayedReplica());
            many.add(headOfAnotherChain(played.get(chain - 1), chain));
        }
        new LeaveCompletion(time, time, () -> many, () -> hasZooKeeper).begin(outcomes::add);
        time.passes(4_900);
        assertTrue(played.stream().anyMatch(replica -> replica.events.isEmpty()));
        time.passes(200);
        assertTrue(played.stream().noneMatch(replica -> replica.events.isEmpty()));
    }

    @Test
    public void oneThatIsLeftAloneMeanwhileHasNothingToLeave() {
        PlayedReplica other = new PlayedReplica();
        CurrentReplica second = headOfAnotherChain(other, 2);
        livesIn(1, OTHER, SELF);
        LeaveCompletion ofBoth = new LeaveCompletion(time, time, () -> List.of(local, second), () -> hasZooKeeper);
        ofBoth.begin(outcomes::add);
        other.view = new ReplicaView(
                new Configuration(2, 4, 1, List.of(SELF), null, true, Map.of()),
                0,
                4,
                1,
                0,
                0,
                0,
                0,
                -1,
                null,
                Shortage.NONE);
        ofBoth.hasLeft(local);
        assertEquals(List.of(), other.events);
        assertEquals(List.of(LeaveCompletion.Outcome.LEFT), outcomes);
    }

    @Test
    public void aReplicaThatIsRemovedAtOnceHearsSoOnce() {
        livesIn(1, OTHER, SELF);
        replica.does = event -> {
            leave.hasLeft(local);
            return List.<Effect>of();
        };
        begins();
        time.passes(60_000);
        assertEquals(List.of(LeaveCompletion.Outcome.LEFT), outcomes);
    }

    @Test
    public void theLastMemberJustStops() {
        livesIn(0, SELF);
        begins();
        assertEquals(List.of(LeaveCompletion.Outcome.NOTHING_TO_LEAVE), outcomes);
        assertEquals(List.of(), replica.events);
    }

    @Test
    public void aReplicaThatIsNoMemberJustStops() {
        livesIn(-1, OTHER);
        begins();
        local.ends();
        begins();
        assertEquals(
                List.of(LeaveCompletion.Outcome.NOTHING_TO_LEAVE, LeaveCompletion.Outcome.NOTHING_TO_LEAVE), outcomes);
        assertEquals(List.of(), replica.events);
    }
}
