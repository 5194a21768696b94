package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.Access;
import io.catena.server.access.AccessRules;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.CuttableProxy;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.thrift.AccessReport;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import java.util.Optional;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What operators are told of a change of the access rules. */
public class AccessDeskTest {
    private static final String NO_RULES = "{\"grants\":[]}";
    private static final long ANY = -1;

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private CuttableProxy proxy;
    private AccessDesk desk;

    @Before
    public void joinCluster() throws Exception {
        proxy = rig.closing(new CuttableProxy(rig.server().getPort()));
        Cluster cluster = rig.connectBriefly(proxy.connectString());
        cluster.establish(Optional.empty());
        desk = new AccessDesk(
                cluster.access(),
                () -> AccessRules.NONE,
                Access.OPEN,
                rig.closing(new OrderDesk(() -> true)),
                rig.closing(new QuestionDesk(() -> true)));
    }

    private AccessReport change(long version) throws Exception {
        return PlacementRig.<AccessReport>answer(reply -> desk.change(NO_RULES, version, reply));
    }

    private void assertUnchanged() {
        Unavailable error = assertThrows(Unavailable.class, () -> change(ANY));
        assertTrue(error.getMessage(), error.getMessage().startsWith("nothing was changed: ZooKeeper did not"));
    }

    @Test
    public void rulesAreReplacedOnlyByWhoHasReadThem() throws Exception {
        assertEquals(1, change(ANY).getVersion());
        assertEquals(2, change(1).getVersion());
        assertEquals(
                RefusedReason.OVERTAKEN,
                assertThrows(Refused.class, () -> change(1)).getReason());
        assertEquals(3, change(ANY).getVersion());
    }

    @Test
    public void aChangeThatFailsBeforeItIsWrittenHasChangedNothing() throws Exception {
        change(ANY);
        rig.admin()
                .setACL()
                .withACL(ZooDefs.Ids.READ_ACL_UNSAFE)
                .forPath(rig.znodes().access());
        assertUnchanged();
        proxy.cut();
        assertUnchanged();
    }

    @Test
    public void ofAChangeWhoseAnswerIsLostItIsToldThatItMayBeStored() throws Exception {
        proxy.losesAnswerTo(OpCode.multi, proxy::cut);
        OutcomeUnknown error = assertThrows(OutcomeUnknown.class, () -> change(ANY));
        assertTrue(error.getMessage(), error.getMessage().startsWith("the access rules may have been stored: "));
        assertEquals(1, rig.connect().access().fetch().version());
    }
}
