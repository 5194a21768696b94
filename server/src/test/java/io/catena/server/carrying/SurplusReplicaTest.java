package io.catena.server.carrying;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.StoredState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** When a replica on a node where its chain is not to be may leave (M10), and when its data may go (M11). */
public class SurplusReplicaTest {
    private static final long EPOCH = 7;
    private static final SurplusReplica OF_C = new SurplusReplica("c", List.of("a", "b"), 2);

    private static Configuration chain(long epoch, String joining, String... members) {
        List<Member> line = Arrays.stream(members).map(SurplusReplicaTest::life).toList();
        return new Configuration(1, epoch, 1, line, joining == null ? null : life(joining), true, Map.of());
    }

    private static Member life(String nodeId) {
        return new Member(nodeId, 1, nodeId + ":1");
    }

    private static StoredState stored(long epoch, long lineage) {
        StoredState empty = StoredState.empty();
        return new StoredState(lineage, epoch, 0, 1, List.of(), empty.sessions(), null, 0);
    }

    @Test
    public void aMemberLeavesWhenThosePlacedAreEnoughWithoutIt() {
        assertTrue(OF_C.mayLeave(chain(EPOCH, null, "c", "a", "b"), EPOCH, 1));
        assertFalse("one is missing", OF_C.mayLeave(chain(EPOCH, null, "c", "a"), EPOCH, 1));
        assertFalse(
                "another that is not placed does not count",
                OF_C.mayLeave(chain(EPOCH, null, "c", "a", "d"), EPOCH, 1));
    }

    @Test
    public void aMemberStaysWhileTheChainChanges() {
        assertFalse("not activated", OF_C.mayLeave(chain(EPOCH, null, "c", "a", "b"), EPOCH - 1, 1));
        assertFalse("one joins", OF_C.mayLeave(chain(EPOCH, "d", "c", "a", "b"), EPOCH, 1));
        assertFalse("nothing is known", OF_C.mayLeave(null, 0, 1));
        assertFalse("an earlier life is a member", OF_C.mayLeave(chain(EPOCH, null, "c", "a", "b"), EPOCH, 2));
        assertFalse("it is none", OF_C.mayLeave(chain(EPOCH, null, "a", "b"), EPOCH, 1));
    }

    @Test
    public void aPlacedReplicaStaysAndSoDoesOneWhosePlacementIsNotKnown() {
        Configuration three = chain(EPOCH, null, "c", "a", "b");
        Configuration two = chain(EPOCH, null, "a", "b");
        for (List<String> placed : List.of(List.of("a", "b", "c"), List.<String>of())) {
            SurplusReplica replica = new SurplusReplica("c", placed, 2);
            assertFalse(replica.mayLeave(three, EPOCH, 1));
            assertFalse(replica.mayGo(two, two));
        }
    }

    @Test
    public void aReplicaGoesWhenTheNewestConfigurationIsActivatedCompleteAndWithoutIt() {
        Configuration two = chain(EPOCH, null, "a", "b");
        assertTrue(OF_C.mayGo(two, two));
        assertFalse("it is not activated", OF_C.mayGo(two, chain(EPOCH - 1, null, "a", "b")));
        assertFalse("nothing is activated", OF_C.mayGo(two, null));
        assertFalse("there is none", OF_C.mayGo(null, two));
        Configuration one = chain(EPOCH, null, "a");
        assertFalse("one is missing", OF_C.mayGo(one, one));
    }

    @Test
    public void aReplicaStaysWhileAnyOfTheTwoNamesItsNodeInWhateverLife() {
        Configuration two = chain(EPOCH, null, "a", "b");
        Configuration asMember = chain(EPOCH, null, "a", "b", "c");
        Configuration asJoining = chain(EPOCH, "c", "a", "b");
        for (Configuration names : List.of(asMember, asJoining)) {
            assertFalse(OF_C.mayGo(names, names));
            assertFalse(OF_C.mayGo(two, names));
            assertFalse(OF_C.mayGo(names, two));
        }
    }

    @Test
    public void anotherLineageThanTheActivatedOneLetsNothingGo() {
        Configuration two = chain(EPOCH, null, "a", "b");
        Configuration forced = new Configuration(1, EPOCH, 2, two.members(), null, true, Map.of());
        assertFalse(OF_C.mayGo(forced, two));
    }

    @Test
    public void onlyDataOfAnOlderEpochAndOfNoHigherLineageIsRemoved() {
        Configuration activated = chain(EPOCH, null, "a", "b");
        assertTrue(SurplusReplica.isOlder(stored(EPOCH - 1, 1), activated));
        assertTrue("nothing at all", SurplusReplica.isOlder(StoredState.empty(), activated));
        assertFalse("it was in that epoch", SurplusReplica.isOlder(stored(EPOCH, 1), activated));
        assertFalse("it was in a later one", SurplusReplica.isOlder(stored(EPOCH + 1, 1), activated));
        assertFalse("an operator has forced a chain", SurplusReplica.isOlder(stored(EPOCH - 1, 2), activated));
    }
}
