package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.SettingsDiffer;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class SettingsZnodeTest {
    private static final GivenSettings NOTHING = new GivenSettings(null, null, null);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private SettingsZnode settings;
    private ChainZnodes chain;

    @Before
    public void joinCluster() throws Exception {
        Cluster cluster = rig.connect();
        cluster.establish(Optional.empty());
        chain = cluster.chain(ZooKeeperRig.CHAIN);
        settings = cluster.settings();
    }

    @Test
    public void theFirstNodeWritesDownItsOptionsAndTheOthersTakeThem() throws Exception {
        SharedSettings made = settings.agree(new GivenSettings(500, null, 3), chain);
        assertEquals(new SharedSettings(500, 1, 3), made);
        assertEquals(made, settings.agree(NOTHING, chain));
        assertEquals(made, settings.agree(new GivenSettings(500, 1, 3), chain));
    }

    @Test
    public void aNodeWhoseOptionDiffersIsRefusedByNameWithBothValuesAndTheCommand() throws Exception {
        settings.agree(NOTHING, chain);
        SettingsDiffer refusal =
                assertThrows(SettingsDiffer.class, () -> settings.agree(new GivenSettings(10_000, null, null), chain));
        assertEquals(
                "--lease-millis is 10000 here and 300 in the cluster, and must be the same on all nodes: leave the option"
                        + " out, or change it for all with 'catena settings set lease-millis=10000'",
                refusal.getMessage());
        SettingsDiffer both =
                assertThrows(SettingsDiffer.class, () -> settings.agree(new GivenSettings(300, 2, 5), chain));
        assertTrue(both.getMessage(), both.getMessage().contains("--min-replicas is 2 here and 1"));
        assertTrue(both.getMessage(), both.getMessage().contains("--wished-replicas is 5 here and 0"));
        assertEquals(Optional.of(SharedSettings.STANDARD), settings.fetch());
    }

    @Test
    public void whatMayNotBeUsedTogetherIsNotWrittenDownByTheFirstNodeEither() throws Exception {
        SettingsDiffer refusal =
                assertThrows(SettingsDiffer.class, () -> settings.agree(new GivenSettings(null, 3, 2), chain));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("wished-replicas is 2"));
        assertEquals(Optional.empty(), settings.fetch());
    }

    @Test
    public void settingsThatWereLostAreThoseThatHold() throws Exception {
        SharedSettings inForce = new SharedSettings(700, 2, 4);
        rig.configure(new Configuration(
                ZooKeeperRig.CHAIN,
                9,
                1,
                java.util.List.of(ZooKeeperRig.life("a", 1)),
                null,
                true,
                Map.of(),
                inForce,
                700));
        assertEquals(inForce, settings.agree(NOTHING, chain));
    }

    @Test
    public void aChangeSaysOnlyWhatIsToBeOtherwise() throws Exception {
        settings.agree(NOTHING, chain);
        assertEquals(new SharedSettings(0, 1, 0), settings.change(new GivenSettings(0, null, null)));
        assertEquals(new SharedSettings(0, 2, 3), settings.change(new GivenSettings(null, 2, 3)));
        assertEquals(Optional.of(new SharedSettings(0, 2, 3)), settings.fetch());
    }

    @Test
    public void whatMayNotBeUsedIsRefusedByNameWithTheRangeAndNotWritten() throws Exception {
        settings.agree(NOTHING, chain);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> settings.change(new GivenSettings(10_001, 0, null)));
        assertEquals(
                "lease-millis must be 0 to 10000, not 10001; min-replicas must be 1 to 100, not 0",
                refusal.getMessage());
        settings.change(new GivenSettings(null, null, 2));
        IllegalArgumentException contradiction =
                assertThrows(IllegalArgumentException.class, () -> settings.change(new GivenSettings(null, 3, null)));
        assertTrue(contradiction.getMessage(), contradiction.getMessage().contains("wished-replicas is 2"));
        assertEquals(Optional.of(new SharedSettings(300, 1, 2)), settings.fetch());
    }

    @Test
    public void settingsThatCannotBeUnderstoodAreATypedError() throws Exception {
        for (String bad : new String[] {
            "",
            "7",
            "{\"format\":1}",
            "{\"format\":9}",
            "{\"format\":1,\"leaseMillis\":-1,\"minReplicas\":1,\"wishedReplicas\":0}"
        }) {
            rig.put(rig.znodes().settings(), bad);
            assertThrows(bad, MalformedZnode.class, () -> settings.agree(NOTHING, chain));
        }
    }
}
