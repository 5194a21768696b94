package io.catena.server.replica;

import static org.junit.Assert.assertEquals;

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

    @Test
    public void aNodeWithSeveralReplicasWaitsUntilAllOfThemAreLetGo() {
        CurrentReplica second = new CurrentReplica();
        PlayedReplica other = new PlayedReplica();
        Configuration chain = new Configuration(2, 3, 1, List.of(SELF, OTHER), null, true, Map.of());
        other.view = new ReplicaView(chain, 0, 3, 1, 0, 0, 0, 0, -1, null, Shortage.NONE);
        second.begins(
                SELF,
                new ReplicaDriver(
                        other,
                        time,
                        listener -> new PlayedDisk(listener, null),
                        Runnable::run,
                        new ReplicaCounters(),
                        new SilentHost()));
        CurrentReplica without = new CurrentReplica();
        livesIn(1, OTHER, SELF);
        LeaveCompletion ofAll =
                new LeaveCompletion(time, time, () -> List.of(local, second, without), () -> hasZooKeeper);
        ofAll.begin(outcomes::add);
        assertEquals(List.of(new Event.Leave()), replica.events);
        assertEquals(List.of(new Event.Leave()), other.events);
        ofAll.hasLeft(second);
        ofAll.hasLeft(second);
        ofAll.hasLeft(without);
        assertEquals("one is still a member", List.of(), outcomes);
        ofAll.hasLeft(local);
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
