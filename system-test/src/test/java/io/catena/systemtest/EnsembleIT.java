package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** A chain of three under load, whose ZooKeeper is an ensemble of three processes. */
public class EnsembleIT {
    /** Longer than the session timeout. */
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    private static Ensemble ensemble;

    @ClassRule
    public static final LiveCluster LIVE = new LiveCluster((folder, ports) -> {
        ensemble = new Ensemble(folder, ports);
        return ensemble;
    });

    @Rule
    public final TestRule each = LIVE.eachTest();

    @Test
    public void row34_the_death_of_zookeepers_leader_under_load_loses_nothing_and_changes_no_member() throws Exception {
        List<NodeProcess> chain = LIVE.chain();
        ensemble.awaitLeader().kill();
        ensemble.awaitLeader();
        assertEquals(chain, LIVE.checked());
        chain.get(1).kill();
        assertEquals(
                "membership changes with two of three servers",
                2,
                LIVE.checked().size());
        ensemble.start();
    }

    @Test
    public void row35_row36_while_all_of_zookeeper_is_away_the_chain_serves_and_afterwards_it_changes()
            throws Exception {
        List<NodeProcess> chain = LIVE.chain();
        ensemble.kill();
        LIVE.load().summary();
        long before = LIVE.load().writesDone();
        LiveCluster.rest(OUTAGE);
        assertTrue("writes go on", LIVE.load().writesDone() > before + 100);
        LiveCluster.say("  without ZooKeeper: " + LIVE.load().summary());
        ensemble.start();
        assertEquals("an outage of ZooKeeper dissolves no chain", chain, LIVE.checked());
        chain.get(0).kill();
        assertEquals(2, LIVE.checked().size());
    }
}
