package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.CuttableProxy;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Unavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Two chains of three replicas. The node that is asked carries the first one. */
public class SettingsDeskTest {
    private static final ClusterShape SHAPE = new ClusterShape(2, 3);
    private static final List<Member> NODES =
            List.of(ZooKeeperRig.life("a", 1), ZooKeeperRig.life("b", 1), ZooKeeperRig.life("c", 1));

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private CuttableProxy proxy;
    private Cluster cluster;
    private OrderDesk orders;
    private QuestionDesk questions;
    private SharedSettings first;
    private SettingsDesk desk;

    @Before
    public void joinCluster() throws Exception {
        proxy = rig.closing(new CuttableProxy(rig.server().getPort()));
        cluster = rig.connectBriefly(proxy.connectString());
        cluster.establish(Optional.empty());
        List<ChainZnodes> chains = cluster.chains(SHAPE);
        first = cluster.settings().agree(minReplicas(1), SHAPE, chains.get(0));
        orders = rig.closing(new OrderDesk(() -> true));
        questions = rig.closing(new QuestionDesk(() -> true));
        desk = new SettingsDesk(cluster, SHAPE, chains, orders, questions);
        publish(1, 5, 3, first);
        activate(1, 5, 3, first);
        publish(2, 5, 2, first);
        activate(2, 5, 2, first);
    }

    private static Configuration configuration(int chain, long epoch, int members, SharedSettings settings) {
        return new Configuration(chain, epoch, 1, NODES.subList(0, members), null, true, Map.of(), settings, 300);
    }

    private void publish(int chain, long epoch, int members, SharedSettings settings) throws Exception {
        rig.configure(chain, configuration(chain, epoch, members, settings));
    }

    private void activate(int chain, long epoch, int members, SharedSettings settings) throws Exception {
        rig.activate(configuration(chain, epoch, members, settings));
    }

    private static GivenSettings minReplicas(Integer count) {
        return new GivenSettings(null, count, null);
    }

    private static GivenSettings leaseMillis(int millis) {
        return new GivenSettings(millis, null, null);
    }

    private SettingsReport read() throws Exception {
        return PlacementRig.<SettingsReport>answer(reply -> desk.read(PlacementRig.ASKER, reply));
    }

    private SettingsReport change(GivenSettings change, boolean force) throws Exception {
        return PlacementRig.<SettingsReport>answer(reply -> desk.change(change, force, reply));
    }

    private SharedSettings stored() throws Exception {
        return rig.connect().settings().fetch().orElseThrow();
    }

    @Test
    public void aChangeThatStopsWritesOfAChainThatThisNodeDoesNotCarryNeedsForce() throws Exception {
        Refused refused = assertThrows(Refused.class, () -> change(minReplicas(3), false));
        assertEquals(RefusedReason.STOPS_SERVICE, refused.getReason());
        assertTrue(refused.getMessage(), refused.getMessage().startsWith("chain 2 has 2 members: with min-replicas=3"));
        assertEquals(first, stored());
        assertEquals(3, change(minReplicas(3), true).getWanted().getMinReplicas());
        assertEquals(3, stored().minReplicas());
    }

    @Test
    public void aChangeThatStopsNoChainNeedsNoForce() throws Exception {
        assertEquals(2, change(minReplicas(2), false).getWanted().getMinReplicas());
        assertEquals(0, change(leaseMillis(0), false).getWanted().getLeaseMillis());
    }

    @Test
    public void settingsAreInForceWhenTheyAreInAllChains() throws Exception {
        SettingsReport before = change(leaseMillis(500), false);
        assertEquals(1, before.getChain());
        assertEquals(300, before.getInForce().getLeaseMillis());
        SharedSettings wanted = stored();
        publish(1, 6, 3, wanted);
        activate(1, 6, 3, wanted);
        SettingsReport ofOne = read();
        assertEquals("the first chain has them", 2, ofOne.getChain());
        assertEquals(300, ofOne.getInForce().getLeaseMillis());
        publish(2, 6, 2, wanted);
        SettingsReport published = read();
        assertEquals(500, published.getInForce().getLeaseMillis());
        assertEquals(2, published.getChain());
        assertEquals(6, published.getEpoch());
        assertEquals("not on all members of the second chain", 5, published.getActivatedEpoch());
        activate(2, 6, 2, wanted);
        SettingsReport ofAll = read();
        assertEquals(6, ofAll.getActivatedEpoch());
        assertEquals("the chain with the fewest members", 2, ofAll.getMembers());
    }

    @Test
    public void aChainThatWasNeverFormedDoesNotHaveThem() throws Exception {
        rig.admin().delete().forPath(rig.znodes().activated(2));
        rig.admin().delete().forPath(rig.znodes().configuration(2));
        SettingsReport report = read();
        assertEquals(2, report.getChain());
        assertEquals(0, report.getEpoch());
        assertFalse(report.isSetInForce());
    }

    @Test
    public void aChainThatCannotBeUnderstoodIsNotLeftOut() throws Exception {
        rig.put(rig.znodes().configuration(2), "garbage");
        Unavailable unread = assertThrows(Unavailable.class, this::read);
        assertTrue(unread.getMessage(), unread.getMessage().contains("repair it"));
        Unavailable unchanged = assertThrows(Unavailable.class, () -> change(minReplicas(2), false));
        assertTrue(unchanged.getMessage(), unchanged.getMessage().startsWith("nothing was changed: "));
        assertEquals(first, stored());
        SettingsReport forced = change(minReplicas(2), true);
        assertEquals("what is stored does not fail", 2, forced.getWanted().getMinReplicas());
        assertTrue(forced.getNote(), forced.getNote().startsWith("how far they have come cannot be read now: "));
        assertFalse(forced.isSetChain());
    }

    @Test
    public void moreMembersThanAChainEverHasAreNotAskedForEvenByForce() throws Exception {
        for (boolean force : new boolean[] {false, true}) {
            InvalidRequest refused = assertThrows(InvalidRequest.class, () -> change(minReplicas(4), force));
            assertTrue(
                    refused.getMessage(), refused.getMessage().startsWith("min-replicas must be 1 to 3, not 4: each"));
        }
        assertEquals(first, stored());
    }

    @Test
    public void aChangeThatFailsBeforeItIsWrittenHasChangedNothing() throws Exception {
        rig.admin()
                .setACL()
                .withACL(ZooDefs.Ids.READ_ACL_UNSAFE)
                .forPath(rig.znodes().settings());
        assertUnchanged(leaseMillis(500));
        proxy.cut();
        assertUnchanged(leaseMillis(500));
        assertUnchanged(minReplicas(2));
    }

    private void assertUnchanged(GivenSettings change) {
        Unavailable error = assertThrows(Unavailable.class, () -> change(change, false));
        assertTrue(error.getMessage(), error.getMessage().startsWith("nothing was changed: ZooKeeper did not"));
    }

    @Test
    public void ofAChangeWhoseAnswerIsLostItIsToldThatItMayBeStored() throws Exception {
        proxy.losesAnswerTo(OpCode.multi, proxy::cut);
        OutcomeUnknown error = assertThrows(OutcomeUnknown.class, () -> change(leaseMillis(500), false));
        assertTrue(error.getMessage(), error.getMessage().startsWith("the change may have been stored: "));
        assertEquals(500, stored().leaseMillis());
    }

    @Test
    public void aDefectOnItsThreadFailsTheRequestAndNotTheNode() throws Exception {
        // A desk without chains stands for any defect.
        desk = new SettingsDesk(cluster, SHAPE, List.of(), orders, questions);
        assertThrows(IndexOutOfBoundsException.class, this::read);
    }

    @Test
    public void ofOneChainThereIsNoNumber() throws Exception {
        List<ChainZnodes> one = cluster.chains(ClusterShape.ONE_CHAIN);
        desk = new SettingsDesk(cluster, ClusterShape.ONE_CHAIN, one, orders, questions);
        assertFalse(read().isSetChain());
        assertEquals(
                "there may be more nodes",
                4,
                change(minReplicas(4), true).getWanted().getMinReplicas());
        assertEquals(ClusterFormat.known(SHAPE).newest(), read().getWanted().getFormat());
    }
}
