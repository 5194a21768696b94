package io.catena.server.coordination;

import static io.catena.server.coordination.ZooKeeperRig.life;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.AccessRules;
import io.catena.server.coordination.client.CoordinationException.AccessDenied;
import io.catena.server.coordination.client.CoordinationException.OpenNodes;
import io.catena.server.coordination.client.ZooKeeperIdentity;
import io.catena.server.coordination.controller.Election;
import io.catena.server.rpc.LogCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.junit.Rule;
import org.junit.Test;

/** Which users may read and write the znodes of a cluster. */
public class AccessControlListsTest {
    private static final ZooKeeperIdentity NODES = ZooKeeperIdentity.of("nodes", "catena:a secret of nodes");
    private static final ZooKeeperIdentity OTHER = ZooKeeperIdentity.of("other", "catena:another secret");

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private static final class Elected implements io.catena.server.controller.loop.Candidate {
        private final AtomicInteger term = new AtomicInteger();

        @Override
        public void elected(int newTerm) {
            term.set(newTerm);
        }

        @Override
        public void deposed() {
            term.set(0);
        }

        @Override
        public void hint() {}

        @Override
        public void zooKeeperReturned() {}
    }

    /** A node that has done all that makes znodes. */
    private ZooKeeperRig.Node live(String nodeId, Cluster cluster) throws Exception {
        ZooKeeperRig.Node node = rig.node(nodeId, cluster).register(life(nodeId, 1));
        if (cluster.calls()
                .stat(cluster.znodes().configuration(ZooKeeperRig.CHAIN))
                .isEmpty()) {
            byte[] configuration = cluster.codec().encode(ZooKeeperRig.configuration(1, life(nodeId, 1)));
            cluster.calls()
                    .commit(cluster.calls()
                            .createOperation(
                                    cluster.znodes().configuration(ZooKeeperRig.CHAIN),
                                    configuration,
                                    CreateMode.PERSISTENT));
            node.chain().activate(ZooKeeperRig.configuration(1, life(nodeId, 1)), 0);
            cluster.access().replace(0, AccessRules.NONE);
        }
        return node;
    }

    private Elected electing(ZooKeeperRig.Node node, String nodeId) {
        Elected elected = new Elected();
        rig.closing(new Election(node.cluster(), nodeId, ZooKeeperRig.address(nodeId), elected))
                .start();
        return elected;
    }

    private static List<String> tree(Cluster cluster) throws Exception {
        List<String> found = new ArrayList<>(List.of(Znodes.ROOT));
        for (int i = 0; i < found.size(); i++) {
            for (String name : cluster.calls().children(found.get(i))) {
                found.add(found.get(i) + "/" + name);
            }
        }
        return found;
    }

    private void assertNothingFor(CuratorFramework stranger, String path) throws Exception {
        assertThrows(
                path,
                KeeperException.NoAuthException.class,
                () -> stranger.getData().forPath(path));
        assertThrows(
                path,
                KeeperException.NoAuthException.class,
                () -> stranger.getChildren().forPath(path));
        assertThrows(
                path,
                KeeperException.NoAuthException.class,
                () -> stranger.getACL().forPath(path));
        assertThrows(
                path,
                KeeperException.NoAuthException.class,
                () -> stranger.setData().forPath(path, new byte[1]));
        assertThrows(
                path,
                KeeperException.NoAuthException.class,
                () -> stranger.create().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(path + "/x"));
        assertThrows(
                path,
                KeeperException.NoAuthException.class,
                () -> stranger.setACL().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(path));
        assertThrows(
                path,
                KeeperException.NoAuthException.class,
                () -> stranger.transaction()
                        .forOperations(stranger.transactionOp().setData().forPath(path, new byte[1])));
        if (!path.equals(Znodes.ROOT)) {
            assertThrows(
                    path,
                    KeeperException.NoAuthException.class,
                    () -> stranger.delete().forPath(path));
        }
    }

    @Test
    public void onlyNodesReadOrWriteTheZnodesThatTheyMake() throws Exception {
        Cluster cluster = rig.connectAs(NODES);
        ZooKeeperRig.Node node = live("a", cluster);
        Elected elected = electing(node, "a");
        await().until(() -> elected.term.get() > 0);
        List<String> tree = tree(cluster);
        assertTrue(tree.toString(), tree.contains(cluster.znodes().access()));
        assertTrue(tree.toString(), tree.contains(cluster.znodes().replica(ZooKeeperRig.CHAIN, "a")));
        assertTrue(
                tree.toString(),
                tree.stream().anyMatch(path -> path.startsWith(cluster.znodes().election() + "/")));
        CuratorFramework known = rig.connectAs(OTHER).client();
        for (String path : tree) {
            assertEquals(path, NODES.acl(), cluster.client().getACL().forPath(path));
            assertNothingFor(rig.admin(), path);
            assertNothingFor(known, path);
        }
        assertFalse(cluster.isOpen());
    }

    @Test
    public void sessionsExpireAndTheElectionMovesAsWithoutAnIdentity() throws Exception {
        ZooKeeperRig.Node a = live("a", rig.connectAs(NODES));
        Elected first = electing(a, "a");
        await().until(() -> first.term.get() > 0);
        ZooKeeperRig.Node b = live("b", rig.connectAs(NODES));
        Elected second = electing(b, "b");
        long expired = a.sessionId();
        rig.expire(a.cluster());
        await().atMost(20, TimeUnit.SECONDS).until(() -> second.term.get() > 1);
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> b.cluster()
                        .calls()
                        .read(b.cluster().znodes().node("a"))
                        .filter(znode -> znode.stat().getEphemeralOwner() != expired)
                        .isPresent());
        assertEquals(
                NODES.acl(),
                b.cluster().client().getACL().forPath(b.cluster().znodes().node("a")));
    }

    @Test
    public void aClusterThatWasOpenBecomesTheNodesAtTheirNextStart() throws Exception {
        Cluster open = rig.connect();
        ClusterIdentity made = live("a", open).identity();
        assertTrue(open.isOpen());
        open.close();
        Cluster closing = rig.connectAs(NODES);
        await().until(() -> closing.calls().children(closing.znodes().nodes()).isEmpty());
        assertEquals(made, closing.establish(Optional.empty()));
        assertEquals(made, closing.establish(Optional.empty()));
        assertFalse(closing.isOpen());
        for (String path : tree(closing)) {
            assertEquals(path, NODES.acl(), closing.client().getACL().forPath(path));
        }
        AccessDenied without =
                assertThrows(AccessDenied.class, () -> rig.connect().establish(Optional.empty()));
        assertTrue(without.getMessage(), without.getMessage().contains("--zookeeper-auth-file of the other nodes"));
        Cluster other = rig.connectAs(OTHER);
        AccessDenied wrong = assertThrows(AccessDenied.class, () -> other.establish(Optional.empty()));
        assertTrue(wrong.getMessage(), wrong.getMessage().contains("check that --zookeeper-auth-file other holds"));
        assertFalse(wrong.getMessage(), wrong.getMessage().contains("secret"));
    }

    @Test
    public void whatWasInterruptedIsFinishedAtTheNextStart() throws Exception {
        Cluster cluster = rig.connectAs(NODES);
        live("a", cluster);
        String deep = cluster.znodes().configuration(ZooKeeperRig.CHAIN);
        for (String path : List.of(cluster.znodes().root(), deep)) {
            cluster.calls().setAcl(path, ZooDefs.Ids.OPEN_ACL_UNSAFE);
        }
        rig.connectAs(NODES).establish(Optional.empty());
        for (String path : tree(cluster)) {
            assertEquals(path, NODES.acl(), cluster.client().getACL().forPath(path));
        }
    }

    @Test
    public void theZnodesAreNotTakenFromNodesThatRunWithoutTheIdentity() throws Exception {
        Cluster open = rig.connect();
        live("a", open);
        OpenNodes e = assertThrows(OpenNodes.class, () -> rig.connectAs(NODES).establish(Optional.empty()));
        assertTrue(e.getMessage(), e.getMessage().contains("a (" + ZooKeeperRig.address("a") + ")"));
        assertTrue(e.getMessage(), e.getMessage().contains("Stop all nodes"));
        assertFalse(e.getMessage(), e.getMessage().contains("secret"));
        for (String path : tree(open)) {
            assertEquals(
                    path, ZooDefs.Ids.OPEN_ACL_UNSAFE, open.client().getACL().forPath(path));
        }
    }

    @Test
    public void theParentOfOtherClustersStaysAsItIs() throws Exception {
        rig.connect().establish(Optional.empty());
        rig.admin().create().forPath(Znodes.ROOT + "/other");
        Cluster cluster = rig.connectAs(NODES);
        cluster.establish(Optional.empty());
        assertEquals(ZooDefs.Ids.OPEN_ACL_UNSAFE, rig.admin().getACL().forPath(Znodes.ROOT));
        assertEquals(ZooDefs.Ids.OPEN_ACL_UNSAFE, rig.admin().getACL().forPath(Znodes.ROOT + "/other"));
        assertFalse(cluster.isOpen());
    }

    /** An administrator of ZooKeeper may have given rights to others, as a program that makes backups. */
    @Test
    public void listsThatAnAdministratorHasSetAreLeftAlone() throws Exception {
        Cluster cluster = rig.connectAs(NODES);
        cluster.establish(Optional.empty());
        List<ACL> both = new ArrayList<>(NODES.acl());
        both.add(new ACL(ZooDefs.Perms.READ, OTHER.acl().get(0).getId()));
        cluster.calls().setAcl(cluster.znodes().root(), both);
        rig.connectAs(NODES).establish(Optional.empty());
        assertEquals(both, cluster.client().getACL().forPath(cluster.znodes().root()));
    }

    @Test
    public void aRefusalIsSaidInTheLogOnceAMinuteAndNotWaitedFor() throws Exception {
        rig.connectAs(NODES).establish(Optional.empty());
        Cluster open = rig.connect();
        try (LogCapture log = new LogCapture()) {
            AtomicInteger steps = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                assertThrows(
                        AccessDenied.class,
                        () -> open.patiently(() -> {
                            steps.incrementAndGet();
                            return open.establish(Optional.empty());
                        }));
            }
            assertEquals(3, steps.get());
            assertEquals(1, log.linesWith("NoAuth").size());
        }
    }

    @Test
    public void anIdentityNeedsAUserAndAPasswordAndTellsNeither() {
        for (String text : List.of("", "user", ":password", "user:")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> ZooKeeperIdentity.of("FILE", text));
            assertFalse(e.getMessage(), e.getMessage().contains("password"));
        }
        assertEquals("nodes", NODES.toString());
        assertEquals(
                "catena:a:b", new String(ZooKeeperIdentity.of("F", "catena:a:b").userAndPassword()));
    }
}
