package io.catena.server.coordination;

import static io.catena.server.coordination.ZooKeeperRig.CHAIN;
import static io.catena.server.coordination.ZooKeeperRig.configuration;
import static io.catena.server.coordination.ZooKeeperRig.life;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.controller.ZooKeeperDirectory;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

public class ChainZnodesTest {
    private static final Member A1 = life("a", 1);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    @Test
    public void anEpochIsActivatedOnceAndAgainWithTheSameResult_row37() throws Exception {
        ChainZnodes chain = rig.node("a").chain();
        Configuration first = configuration(1, A1);
        rig.configure(first);
        assertTrue(chain.activate(first, 0));
        assertTrue(chain.activate(first, 0));
        assertEquals(Optional.of(first), chain.fetchActivated());
        rig.configure(configuration(2, A1));
        assertTrue(chain.activate(configuration(2, A1), 0));
        assertEquals(2, chain.fetchActivated().orElseThrow().epoch());
    }

    @Test
    public void anEpochThatIsNotTheNewestIsNotActivated() throws Exception {
        ChainZnodes chain = rig.node("a").chain();
        assertFalse(chain.activate(configuration(1, A1), 0));
        rig.configure(configuration(2, A1));
        assertFalse(chain.activate(configuration(1, A1), 0));
        assertFalse(chain.activate(configuration(2, life("b", 1)), 0));
        assertEquals(Optional.empty(), chain.fetchActivated());
    }

    private long committed() throws Exception {
        ZooKeeperRig.Node b = rig.node("b");
        return new ZooKeeperDirectory(b.cluster(), b.identity(), b.chain())
                .read()
                .seen()
                .committed();
    }

    @Test
    public void howFarTheChainHasComeIsNotedBesideTheEpochAndNeverGoesBack() throws Exception {
        ChainZnodes chain = rig.node("a").chain();
        Configuration first = configuration(1, A1);
        rig.configure(first);
        assertTrue(chain.activate(first, 7));
        assertEquals(7, committed());
        assertTrue(chain.activate(first, 9));
        assertTrue("an activation that is already recorded succeeds", chain.activate(first, 8));
        assertEquals(9, committed());
        assertEquals(Optional.of(first), chain.fetchActivated());
    }

    @Test
    public void theNextEpochOfTheLineageKeepsWhatWasNotedAndANewLineageBeginsAnew() throws Exception {
        ChainZnodes chain = rig.node("a").chain();
        rig.configure(configuration(1, A1));
        chain.activate(configuration(1, A1), 9);
        rig.configure(configuration(2, A1));
        assertTrue(chain.activate(configuration(2, A1), 5));
        assertEquals(9, committed());
        Configuration forced = configuration(3, A1);
        forced = new Configuration(
                CHAIN, forced.epoch(), forced.lineage() + 1, forced.members(), null, false, forced.removed());
        rig.configure(forced);
        assertTrue(chain.activate(forced, 5));
        assertEquals(5, committed());
    }

    @Test
    public void aHeadOfAnOlderEpochNotesNothing() throws Exception {
        ChainZnodes chain = rig.node("a").chain();
        rig.configure(configuration(1, A1));
        chain.activate(configuration(1, A1), 7);
        rig.configure(configuration(2, A1));
        assertFalse("another epoch is the newest: not recorded", chain.activate(configuration(1, A1), 9));
        assertEquals(7, committed());
        rig.put(rig.znodes().activated(CHAIN), configuration(2, A1));
        assertEquals("an older program says nothing", 0, committed());
    }

    @Test
    public void activationNeverGoesBack() throws Exception {
        ChainZnodes chain = rig.node("a").chain();
        rig.configure(configuration(1, A1));
        rig.put(rig.znodes().activated(CHAIN), configuration(5, A1));
        assertFalse(chain.activate(configuration(1, A1), 0));
        assertEquals(5, chain.fetchActivated().orElseThrow().epoch());
    }

    @Test
    public void withoutZooKeeperTheOutcomeIsUnknownAndCallingAgainSettlesIt_trapConnectionLoss() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            ChainZnodes chain =
                    rig.node("a", rig.connectBriefly(proxy.connectString())).chain();
            rig.configure(configuration(1, A1));
            proxy.mute();
            assertThrows(ZooKeeperUnavailable.class, () -> chain.activate(configuration(1, A1), 0));
            proxy.mend();
            org.awaitility.Awaitility.await().ignoreExceptions().until(() -> chain.activate(configuration(1, A1), 0));
            assertEquals(1, chain.fetchActivated().orElseThrow().epoch());
        }
    }

    @Test
    public void aConfigurationOfAnotherChainIsMalformed_row41() throws Exception {
        ChainZnodes chain = rig.node("a").chain();
        Configuration ours = configuration(1, A1);
        rig.configure(new Configuration(2, 1, 1, ours.members(), null, true, ours.removed()));
        assertThrows(MalformedZnode.class, chain::fetch);
    }
}
