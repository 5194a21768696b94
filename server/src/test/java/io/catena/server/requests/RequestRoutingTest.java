package io.catena.server.requests;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Shortage;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.PlayedDisk;
import io.catena.server.replica.PlayedReplica;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class RequestRoutingTest {
    private static final Member HEAD = new Member("h", 1, "h:1");
    private static final Member TAIL = new Member("t", 1, "t:1");
    private static final Member JOINING = new Member("j", 1, "j:1");

    private static final Configuration CHAIN = new Configuration(1, 3, 1, List.of(HEAD, TAIL), JOINING, true, Map.of());
    private static final RequestRouting.Way HERE = new RequestRouting.Here();
    private static final RequestRouting.Way TO_THE_HEAD = new RequestRouting.PassedOn(HEAD);
    private static final RequestRouting.Way TO_THE_TAIL = new RequestRouting.PassedOn(TAIL);
    private static final RequestRouting.Way CHANGING = new RequestRouting.Changing();

    private final CurrentReplica replica = new CurrentReplica();
    private final RequestRouting routing = new RequestRouting(replica);

    /** This node's replica is this one, and believes to stand at this place. */
    private void lives(Member self, int position) {
        PlayedReplica played = new PlayedReplica();
        played.view = new ReplicaView(CHAIN, position, 3, 1, 0, 0, 0, 0, -1, null, Shortage.NONE);
        replica.begins(
                self,
                new ReplicaDriver(
                        played,
                        () -> 0,
                        listener -> new PlayedDisk(listener, null),
                        Runnable::run,
                        new ReplicaCounters(),
                        null));
    }

    @Test
    public void theHeadTakesWritesAndReads() {
        lives(HEAD, 0);
        assertEquals(HERE, routing.ofWrite(CHAIN, 0));
        assertEquals(HERE, routing.ofRead(CHAIN, 2));
    }

    @Test
    public void anotherMemberTakesReadsAndPassesWritesOn() {
        lives(TAIL, 1);
        assertEquals(TO_THE_HEAD, routing.ofWrite(CHAIN, 0));
        assertEquals(HERE, routing.ofRead(CHAIN, 0));
    }

    @Test
    public void aReplicaThatIsNoMemberYetPassesBothOn() {
        lives(JOINING, 2);
        assertEquals(TO_THE_HEAD, routing.ofWrite(CHAIN, 1));
        assertEquals(TO_THE_TAIL, routing.ofRead(CHAIN, 1));
    }

    @Test
    public void aNodeBetweenTwoLivesPassesOnToo() {
        assertEquals(TO_THE_HEAD, routing.ofWrite(CHAIN, 0));
        assertEquals(TO_THE_TAIL, routing.ofRead(CHAIN, 0));
    }

    @Test
    public void aRequestThatWandersIsGivenBack() {
        lives(JOINING, 2);
        assertEquals(CHANGING, routing.ofWrite(CHAIN, RequestRouting.MAX_HOPS));
        assertEquals(CHANGING, routing.ofRead(CHAIN, RequestRouting.MAX_HOPS));
    }

    @Test
    public void whatIsForThisNodeButNotForItsReplicaYetIsGivenBack() {
        lives(HEAD, -1);
        assertEquals(CHANGING, routing.ofWrite(CHAIN, 0));
        lives(TAIL, -1);
        assertEquals(CHANGING, routing.ofRead(CHAIN, 0));
    }

    @Test
    public void withoutAChainThereIsNoReplicaToTakeIt() {
        assertEquals(new RequestRouting.NoChain(), routing.ofWrite(null, 0));
        assertEquals(new RequestRouting.NoChain(), routing.ofRead(null, 0));
    }
}
