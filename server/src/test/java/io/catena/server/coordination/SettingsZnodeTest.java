package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.client.CoordinationException.FormatUnknown;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.SettingsDiffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class SettingsZnodeTest {
    private static final GivenSettings NOTHING = new GivenSettings(null, null, null);
    private static final int NEWEST = ClusterFormat.KNOWN.newest();
    private static final ClusterShape MANY = new ClusterShape(16, 3);

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
        SharedSettings made = settings.agree(new GivenSettings(500, null, 3), ClusterFormat.KNOWN, chain);
        assertEquals(new SharedSettings(500, 1, 3, NEWEST), made);
        assertEquals(made, settings.agree(NOTHING, ClusterFormat.KNOWN, chain));
        assertEquals(made, settings.agree(new GivenSettings(500, 1, 3), ClusterFormat.KNOWN, chain));
    }

    @Test
    public void aNodeWithADifferentOptionIsRefusedByNameWithBothValuesAndTheCommand() throws Exception {
        settings.agree(NOTHING, ClusterFormat.KNOWN, chain);
        SettingsDiffer refusal = assertThrows(
                SettingsDiffer.class,
                () -> settings.agree(new GivenSettings(10_000, null, null), ClusterFormat.KNOWN, chain));
        assertEquals(
                "--lease-millis is 10000 here and 300 in the cluster, and must be the same on all nodes: leave the option"
                        + " out, or change it for all with 'catena settings set lease-millis=10000'",
                refusal.getMessage());
        SettingsDiffer both = assertThrows(
                SettingsDiffer.class, () -> settings.agree(new GivenSettings(300, 2, 5), ClusterFormat.KNOWN, chain));
        assertTrue(both.getMessage(), both.getMessage().contains("--min-replicas is 2 here and 1"));
        assertTrue(both.getMessage(), both.getMessage().contains("--wished-replicas is 5 here and 0"));
        assertEquals(Optional.of(SharedSettings.STANDARD.withFormat(NEWEST)), settings.fetch());
    }

    @Test
    public void whatMayNotBeUsedTogetherIsNotWrittenDownByTheFirstNodeEither() throws Exception {
        SettingsDiffer refusal = assertThrows(
                SettingsDiffer.class, () -> settings.agree(new GivenSettings(null, 3, 2), ClusterFormat.KNOWN, chain));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("wished-replicas is 2"));
        assertEquals(Optional.empty(), settings.fetch());
    }

    @Test
    public void settingsThatWereLostAreThoseThatHold() throws Exception {
        SharedSettings inForce = new SharedSettings(700, 2, 4, NEWEST);
        rig.configure(new Configuration(
                ZooKeeperRig.CHAIN, 9, 1, List.of(ZooKeeperRig.life("a", 1)), null, true, Map.of(), inForce, 700));
        assertEquals(inForce, settings.agree(NOTHING, ClusterFormat.KNOWN, chain));
    }

    @Test
    public void aChangeSaysOnlyWhatIsToBeOtherwise() throws Exception {
        settings.agree(NOTHING, ClusterFormat.KNOWN, chain);
        assertEquals(new SharedSettings(0, 1, 0, NEWEST), settings.change(new GivenSettings(0, null, null), chain));
        assertEquals(new SharedSettings(0, 2, 3, NEWEST), settings.change(new GivenSettings(null, 2, 3), chain));
        assertEquals(Optional.of(new SharedSettings(0, 2, 3, NEWEST)), settings.fetch());
    }

    @Test
    public void whatMayNotBeUsedIsRefusedByNameWithTheRangeAndNotWritten() throws Exception {
        settings.agree(NOTHING, ClusterFormat.KNOWN, chain);
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> settings.change(new GivenSettings(10_001, 0, null), chain));
        assertEquals(
                "lease-millis must be 0 to 10000, not 10001; min-replicas must be 1 to 100, not 0",
                refusal.getMessage());
        settings.change(new GivenSettings(null, null, 2), chain);
        IllegalArgumentException contradiction = assertThrows(
                IllegalArgumentException.class, () -> settings.change(new GivenSettings(null, 3, null), chain));
        assertTrue(contradiction.getMessage(), contradiction.getMessage().contains("wished-replicas is 2"));
        assertEquals(Optional.of(new SharedSettings(300, 1, 2, NEWEST)), settings.fetch());
    }

    @Test
    public void aClusterBeginsWithTheNewestFormatOfItsFirstNode() throws Exception {
        assertEquals(3, settings.agree(NOTHING, new FormatRange(2, 3), chain).format());
        assertEquals(3, settings.agree(NOTHING, new FormatRange(3, 4), chain).format());
    }

    @Test
    public void whereTheSettingsWereLostTheFormatIsTheOneThatHolds() throws Exception {
        configure(2, "a");
        assertEquals(2, settings.agree(NOTHING, new FormatRange(1, 3), chain).format());
    }

    @Test
    public void aNodeThatIsTooOldOrTooNewForTheFormatIsRefusedByName() throws Exception {
        settings.agree(NOTHING, new FormatRange(2, 3), chain);
        refusedAtItsStart(
                new FormatRange(1, 2), "cluster 'test' has format 3, and this program knows formats 1 to 2; ");
        refusedAtItsStart(new FormatRange(4, 4), "cluster 'test' has format 3, and this program knows format 4; ");
    }

    @Test
    public void aNodeThatKnowsTheFormatToComeAndNotTheOneThatHoldsIsRefused() throws Exception {
        settings.agree(NOTHING, new FormatRange(1, 3), chain);
        configure(2, "a");
        refusedAtItsStart(new FormatRange(3, 3), "has format 2");
        assertEquals(3, settings.agree(NOTHING, new FormatRange(2, 3), chain).format());
    }

    private void refusedAtItsStart(FormatRange formats, String why) {
        FormatUnknown refusal = assertThrows(FormatUnknown.class, () -> settings.agree(NOTHING, formats, chain));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains(why));
        assertTrue(refusal.getMessage(), refusal.getMessage().endsWith("(docs/operations.md)"));
    }

    @Test
    public void aStoppedClusterOfTheFirstFormatIsCarriedOverByTheFirstNodeThatStarts() throws Exception {
        settings.agree(new GivenSettings(500, null, null), FormatRange.ONLY_THE_FIRST, chain);
        configure(1, "a", "b");
        SharedSettings carriedOver = settings.agree(NOTHING, ClusterFormat.KNOWN, chain);
        assertEquals(new SharedSettings(500, 1, 0, 2), carriedOver);
        assertEquals(Optional.of(carriedOver), settings.fetch());
        refusedAtItsStart(FormatRange.ONLY_THE_FIRST, "has format 2, and this program knows format 1; ");
    }

    @Test
    public void noNodeStartsBesideOneThatRegistersInTheFirstFormat() throws Exception {
        settings.agree(NOTHING, FormatRange.ONLY_THE_FIRST, chain);
        register("a", FormatRange.ONLY_THE_FIRST);
        register("b", ClusterFormat.KNOWN);
        FormatUnknown refusal =
                assertThrows(FormatUnknown.class, () -> settings.agree(NOTHING, ClusterFormat.KNOWN, chain));
        assertEquals(
                "nodes of an older release are registered, with which this one forms no chain: node a at 127.0.0.1:7400"
                        + " knows format 1. Stop all nodes of the cluster, then start them with this release"
                        + " (docs/operations.md). A node that crashed or was killed counts as registered until its session"
                        + " with ZooKeeper ends",
                refusal.getMessage());
        assertEquals(Optional.of(SharedSettings.STANDARD), settings.fetch());
    }

    @Test
    public void aClusterOfManyChainsIsMadeInAFormatThatProgramsOfOneChainDoNotKnow() throws Exception {
        assertEquals(4, settings.agree(NOTHING, MANY, chain).format());
        assertEquals(4, settings.agree(NOTHING, MANY, chain).format());
        refusedAtItsStart(ClusterFormat.KNOWN, "has format 4, and this program knows formats 1 to 2; ");
    }

    @Test
    public void aProgramOfOneChainThatIsFasterWithTheSettingsIsOvertaken() throws Exception {
        settings.agree(NOTHING, ClusterFormat.KNOWN, chain);
        register("a", ClusterFormat.KNOWN);
        FormatUnknown refusal = assertThrows(FormatUnknown.class, () -> settings.agree(NOTHING, MANY, chain));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("knows formats 1 to 2. Stop all nodes"));
        register("a", ClusterFormat.known(MANY));
        assertEquals(3, settings.agree(NOTHING, MANY, chain).format());
    }

    @Test
    public void aNodeThatIsRefusedForItsOptionsDoesNotRaiseTheFormat() throws Exception {
        settings.agree(NOTHING, FormatRange.ONLY_THE_FIRST, chain);
        assertThrows(
                SettingsDiffer.class,
                () -> settings.agree(new GivenSettings(10_000, null, null), ClusterFormat.KNOWN, chain));
        assertEquals(Optional.of(SharedSettings.STANDARD), settings.fetch());
    }

    @Test
    public void noNodeStartsBesideOneOfTheFirstFormatThatRegisteredWhileTheFormatWasRaised() throws Exception {
        settings.agree(NOTHING, ClusterFormat.KNOWN, chain);
        register("a", FormatRange.ONLY_THE_FIRST);
        register("b", new FormatRange(3, 4));
        FormatUnknown refusal =
                assertThrows(FormatUnknown.class, () -> settings.agree(NOTHING, ClusterFormat.KNOWN, chain));
        assertTrue(
                refusal.getMessage(), refusal.getMessage().contains("node a at 127.0.0.1:7400 knows format 1. Stop"));
    }

    @Test
    public void theFormatIsRaisedWhenAllNodesThatAreRegisteredOrHaveAPlaceKnowTheNext() throws Exception {
        settings.agree(NOTHING, FormatRange.ONLY_THE_FIRST, chain);
        configure(1, "a", "b");
        register("a", new FormatRange(1, 2));
        register("c", FormatRange.ONLY_THE_FIRST);
        assertEquals(
                "the format stays 1, since format 2 is not known to all nodes: node c at 127.0.0.1:7402 knows format 1;"
                        + " node b at 127.0.0.1:7401 has a place in the chain and is not registered."
                        + " Upgrade them one after the other (docs/operations.md), then try again",
                refusedRaise(2));
        register("b", new FormatRange(1, 2));
        register("c", new FormatRange(1, 2));
        assertTrue(refusedRaise(3), refusedRaise(3).contains("node a at 127.0.0.1:7400 knows formats 1 to 2"));
        assertEquals(2, raise(2).format());
        assertEquals(Optional.of(SharedSettings.STANDARD.withFormat(2)), settings.fetch());
    }

    @Test
    public void theFormatNeverFallsAndStaysWithOtherSettings() throws Exception {
        settings.agree(NOTHING, new FormatRange(1, 2), chain);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> raise(1));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("is 2 and cannot be lowered to 1"));
        assertEquals(
                2, settings.change(new GivenSettings(500, null, null), chain).format());
    }

    private SharedSettings raise(int format) throws Exception {
        return settings.change(new GivenSettings(null, null, null, format), chain);
    }

    private String refusedRaise(int format) {
        return assertThrows(FormatUnknown.class, () -> raise(format)).getMessage();
    }

    private void register(String nodeId, FormatRange formats) throws Exception {
        Member life = ZooKeeperRig.life(nodeId, 1);
        rig.put(
                rig.znodes().node(nodeId),
                new ZnodeCodec.Registered(nodeId, life.life(), life.address(), "test", formats));
    }

    /** A chain of these, whose format is in force. */
    private void configure(int format, String... members) throws Exception {
        List<Member> lives = Arrays.stream(members)
                .map(nodeId -> ZooKeeperRig.life(nodeId, 1))
                .toList();
        SharedSettings inForce = SharedSettings.STANDARD.withFormat(format);
        rig.configure(new Configuration(ZooKeeperRig.CHAIN, 9, 1, lives, null, true, Map.of(), inForce, 300));
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
            assertThrows(bad, MalformedZnode.class, () -> settings.agree(NOTHING, ClusterFormat.KNOWN, chain));
        }
    }
}
