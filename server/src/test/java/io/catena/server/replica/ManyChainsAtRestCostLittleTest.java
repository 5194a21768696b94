package io.catena.server.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Set;
import org.junit.Test;

/** What 64 chains of three replicas, on five nodes, do while nobody uses them (M17): counts, which no machine changes. */
public class ManyChainsAtRestCostLittleTest {
    private static final int CHAINS = 64;
    private static final int REPLICAS = 3 * CHAINS;
    private static final int NODES = 5;
    private static final int SECONDS = 60;

    private static RestingCluster atRest(int chains) {
        RestingCluster cluster = new RestingCluster(chains);
        cluster.pass(10_000);
        cluster.startCounting();
        return cluster;
    }

    private static void assertAtMost(String what, double perSecond, int counted) {
        assertTrue(what + ": " + counted / (double) SECONDS + " a second", counted <= perSecond * SECONDS);
    }

    @Test
    public void theirReplicasAreTickedSeldomAndAllOfANodeTogether() {
        RestingCluster cluster = atRest(CHAINS);
        cluster.pass(SECONDS * 1_000);
        assertAtMost("ticks of replicas", 2.5 * REPLICAS, cluster.ticks);
    }

    @Test
    public void whatGoesFromANodeToAnotherGoesTogether() {
        RestingCluster cluster = atRest(CHAINS);
        cluster.pass(SECONDS * 1_000);
        assertAtMost("messages", 13 * CHAINS, cluster.messages);
        assertAtMost("sendings", 160, cluster.sendings);
        assertAtMost("turns of event loops", 90, cluster.turns);
    }

    @Test
    public void noDiskIsSynced() {
        RestingCluster cluster = atRest(CHAINS);
        cluster.pass(SECONDS * 1_000);
        assertEquals(0, cluster.syncs);
        assertEquals(Set.of(), cluster.suspects);
    }

    @Test
    public void eachReplicaHearsOfEachNeighbourInTime() {
        RestingCluster cluster = atRest(CHAINS);
        cluster.pass(SECONDS * 1_000);
        assertTrue(cluster.longestSilenceMillis + " ms", cluster.longestSilenceMillis <= 610);
    }

    @Test
    public void aNodeThatFallsSilentIsSuspectedInEachOfItsChainsAsSoonAsInOneThatIsUsed() {
        RestingCluster cluster = atRest(CHAINS);
        cluster.pass(777);
        cluster.silence("n2");
        cluster.pass(1_400);
        for (int chain = 1; chain <= CHAINS; chain++) {
            if (cluster.replica("n2", chain) != null) {
                assertTrue("chain " + chain, cluster.suspects.contains(chain + ": n2"));
            }
        }
    }

    @Test
    public void aReplicaThatFallsSilentAloneIsSuspectedThoughItsNodeIsHeard() {
        RestingCluster cluster = atRest(CHAINS);
        cluster.silence("n0", 1);
        cluster.pass(1_400);
        assertEquals(Set.of("1: n0"), cluster.suspects);
    }
}
