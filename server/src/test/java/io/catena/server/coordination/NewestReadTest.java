package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.GivenSettings;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.Rule;
import org.junit.Test;

/** What an operator reads is not older than the question, although this node's ZooKeeper server may lag behind the others. */
public class NewestReadTest {
    private static final List<Integer> IN_ORDER = List.of(OpCode.sync, OpCode.getData);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private interface Read {
        void by(Cluster cluster) throws Exception;
    }

    private void assertCatchesUpFirst(String path, Read read) throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Cluster cluster = rig.connect(proxy.connectString());
            read.by(cluster);
            assertEquals(IN_ORDER, proxy.readsAndSyncs(path));
        }
    }

    @Test
    public void accessRulesAreReadAfterCatchingUp() throws Exception {
        assertCatchesUpFirst(rig.znodes().access(), cluster -> cluster.access().fetchNewest());
    }

    @Test
    public void settingsAreReadAfterCatchingUp() throws Exception {
        Cluster first = rig.connect();
        first.establish(Optional.empty());
        first.settings()
                .agree(new GivenSettings(null, null, null), ClusterFormat.KNOWN, first.chain(ZooKeeperRig.CHAIN));
        assertCatchesUpFirst(
                rig.znodes().settings(), cluster -> cluster.settings().fetchNewest());
    }
}
