package io.catena.server.coordination;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.GivenShape;
import io.catena.server.coordination.client.CoordinationException.ClusterMissing;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ShapeDiffers;
import io.catena.server.coordination.client.CoordinationException.WrongCluster;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooDefs;
import org.junit.Rule;
import org.junit.Test;

public class ClusterTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    @Test
    public void anUnreachableZooKeeperIsSaidInOneLineByTheDeadline() {
        long startNanos = System.nanoTime();
        String unreachable = "127.0.0.1:" + InstanceSpec.getRandomPort();
        ZooKeeperUnavailable e = assertThrows(
                ZooKeeperUnavailable.class,
                () -> Cluster.connect(new ClusterSettings(unreachable, "test", 1_000, 300)));
        assertTrue(e.getMessage(), e.getMessage().contains("no connection to ZooKeeper at " + unreachable));
        assertEquals(1, e.getMessage().lines().count());
        assertTrue("connect does not wait for Curator's slow close", System.nanoTime() - startNanos < 6_000_000_000L);
    }

    @Test
    public void aPathBehindTheServersIsMadeAndHoldsEverything() throws Exception {
        Cluster cluster = rig.connect(rig.server().getConnectString() + "/apart");
        ClusterIdentity made = cluster.establish(Optional.empty());
        assertEquals(
                made, rig.connect(rig.server().getConnectString() + "/apart").establish(Optional.empty()));
        assertTrue(rig.connect().calls().stat("/apart/catena/test").isPresent());
        assertTrue(rig.connect().calls().stat("/catena").isEmpty());
    }

    @Test
    public void theMissingParentOfAPathIsToBeCreatedFirst() throws Exception {
        Cluster cluster = rig.connect(rig.server().getConnectString() + "/no/parent");
        ClusterMissing e = assertThrows(ClusterMissing.class, () -> cluster.establish(Optional.empty()));
        assertTrue(e.getMessage(), e.getMessage().contains("create the parent first"));
    }

    @Test
    public void anAccessControlListThatKeepsTheNodeOutIsExplained() throws Exception {
        rig.connect().client().create().withACL(ZooDefs.Ids.READ_ACL_UNSAFE).forPath("/catena");
        Cluster cluster = rig.connect();
        ZooKeeperUnavailable e = assertThrows(ZooKeeperUnavailable.class, () -> cluster.establish(Optional.empty()));
        assertTrue(e.getMessage(), e.getMessage().contains("NoAuth"));
        assertTrue(e.getMessage(), e.getMessage().contains("access control list"));
        assertFalse(e.getMessage(), e.getMessage().contains("check that it runs"));
    }

    @Test
    public void withoutALimitTheStartWaitsUntilZooKeeperIsThere() throws Exception {
        int port = InstanceSpec.getRandomPort();
        Future<Cluster> starting = Executors.newSingleThreadExecutor()
                .submit(() -> rig.closing(Cluster.connect(
                        new ClusterSettings("127.0.0.1:" + port, "test", ZooKeeperRig.SESSION_MILLIS, 0))));
        assertFalse(starting.isDone());
        rig.closing(new TestingServer(port, true));
        starting.get(30, TimeUnit.SECONDS);
    }

    /** ZooKeeper may become unreachable at any step of a start, not only before the first connection. */
    @Test
    public void aStepOfAStartIsDoneAgainWhenZooKeeperIsBack() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Cluster cluster = rig.closing(Cluster.connect(
                    new ClusterSettings(proxy.connectString(), "test", ZooKeeperRig.SESSION_MILLIS, 0)));
            AtomicInteger failed = new AtomicInteger();
            Future<ClusterIdentity> made = Executors.newSingleThreadExecutor().submit(() -> {
                proxy.cut();
                return cluster.patiently(() -> {
                    try {
                        return cluster.establish(Optional.empty());
                    } catch (ZooKeeperUnavailable e) {
                        failed.incrementAndGet();
                        throw e;
                    }
                });
            });
            await().atMost(60, TimeUnit.SECONDS).until(() -> failed.get() > 0);
            assertFalse(made.isDone());
            proxy.mend();
            assertEquals(made.get(60, TimeUnit.SECONDS), rig.connect().establish(Optional.empty()));
        }
    }

    @Test
    public void aClusterNameThatIsNoPathElementIsRefused() {
        for (String name : new String[] {"", "a/b", "..", "x".repeat(65)}) {
            assertThrows(IllegalArgumentException.class, () -> new ClusterSettings("127.0.0.1:1", name, 1, 1));
        }
    }

    @Test
    public void theFirstNodeMakesTheClusterAndAllOthersFindIt() throws Exception {
        ClusterIdentity made = rig.connect().establish(Optional.empty());
        assertEquals(made, rig.connect().establish(Optional.empty()));
        assertEquals(made, rig.connect().establish(Optional.of(made.clusterId())));
    }

    @Test
    public void theFirstNodeGivesTheClusterItsShapeForEver() throws Exception {
        ClusterIdentity made = rig.connect().establish(Optional.empty(), new GivenShape(16, 3));
        assertEquals(new ClusterShape(16, 3), made.shape());
        for (GivenShape same :
                List.of(GivenShape.NOTHING, new GivenShape(16, null), new GivenShape(null, 3), new GivenShape(16, 3))) {
            assertEquals(made, rig.connect().establish(Optional.of(made.clusterId()), same));
        }
        assertEquals(
                "cluster 'test' was made with 16 chains of 3 replicas, which cannot change; leave --chains out",
                refusalOf(new GivenShape(8, 3)));
        assertTrue(refusalOf(new GivenShape(1, 0)).endsWith("; leave --chains and --replicas out"));
        assertTrue(refusalOf(new GivenShape(null, 0)).endsWith("; leave --replicas out"));
    }

    private String refusalOf(GivenShape given) {
        return assertThrows(ShapeDiffers.class, () -> rig.connect().establish(Optional.empty(), given))
                .getMessage();
    }

    @Test
    public void aClusterThatDoesNotSayItsShapeHasOneChainOnAllNodes() throws Exception {
        ClusterIdentity made = rig.connect().establish(Optional.empty());
        assertEquals(new ClusterShape(1, ClusterShape.ALL), made.shape());
        assertEquals(made, rig.connect().establish(Optional.empty(), new GivenShape(1, ClusterShape.ALL)));
        assertEquals(
                "cluster 'test' was made with 1 chain on all nodes, which cannot change; leave --chains out",
                refusalOf(new GivenShape(2, null)));
    }

    @Test
    public void nodesThatStartTogetherMakeOneCluster() throws Exception {
        List<Cluster> clusters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clusters.add(rig.connect());
        }
        ExecutorService threads = Executors.newFixedThreadPool(clusters.size());
        List<Future<ClusterIdentity>> found = new ArrayList<>();
        for (Cluster cluster : clusters) {
            found.add(threads.submit(() -> cluster.establish(Optional.empty())));
        }
        Set<ClusterIdentity> distinct = found.stream()
                .map(f -> {
                    try {
                        return f.get();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .collect(Collectors.toSet());
        threads.shutdown();
        assertEquals(1, distinct.size());
    }

    @Test
    public void dataOfAnotherClusterIsRefused_row28() throws Exception {
        Cluster cluster = rig.connect();
        cluster.establish(Optional.empty());
        assertThrows(WrongCluster.class, () -> cluster.establish(Optional.of("another")));
    }

    @Test
    public void aClusterThatZooKeeperHasLostIsNotMadeAnew_row40() throws Exception {
        ClusterMissing e =
                assertThrows(ClusterMissing.class, () -> rig.connect().establish(Optional.of("mine")));
        assertTrue(e.getMessage(), e.getMessage().contains("knows nothing of cluster 'test'"));
        assertNull(rig.admin().checkExists().forPath(rig.znodes().root()));
    }

    @Test
    public void anEmptyRootLeftByAContainerIsNoCluster_trapContainerZnodes() throws Exception {
        rig.admin()
                .create()
                .creatingParentContainersIfNeeded()
                .forPath(rig.znodes().election());
        assertThrows(ClusterMissing.class, () -> rig.connect().establish(Optional.of("mine")));
        assertThrows(MalformedZnode.class, () -> rig.connect().establish(Optional.empty()));
    }

    @Test
    public void aChainOfAClusterThatIsGoneIsNotMade() throws Exception {
        Cluster cluster = rig.connect();
        cluster.establish(Optional.empty());
        rig.admin().delete().deletingChildrenIfNeeded().forPath(rig.znodes().root());
        assertThrows(ClusterMissing.class, () -> cluster.chain(ZooKeeperRig.CHAIN));
    }

    @Test
    public void aLaterFormatOrGarbageIsATypedError_row41() throws Exception {
        Cluster cluster = rig.connect();
        cluster.establish(Optional.empty());
        for (String text : new String[] {
            "",
            "garbage",
            "[]",
            "{}",
            "{\"format\":1}",
            "{\"format\":2,\"clusterId\":\"x\",\"formatVersion\":1}",
            "{\"format\":1,\"clusterId\":\"x\",\"formatVersion\":9}",
            "{\"format\":1,\"clusterId\":\"\",\"formatVersion\":1}"
        }) {
            rig.put(rig.znodes().root(), text);
            MalformedZnode e = assertThrows(text, MalformedZnode.class, () -> cluster.establish(Optional.empty()));
            assertTrue(e.getMessage(), e.getMessage().startsWith(rig.znodes().root()));
        }
    }

    @Test(timeout = 20_000)
    public void aCloseThatDoesNotEndIsNotWaitedFor_trapSlowClose() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        Cluster.runAside(
                () -> {
                    entered.countDown();
                    awaitInterrupt(never);
                },
                200);
        assertEquals(0, entered.getCount());
        never.countDown();
    }

    @Test(timeout = 20_000)
    public void closingEndsThoughZooKeeperIsDown() throws Exception {
        Cluster cluster = rig.connect();
        rig.server().stop();
        await().until(() -> !cluster.client().getZookeeperClient().isConnected());
        cluster.close();
        await().until(() -> cluster.client().getState() == CuratorFrameworkState.STOPPED);
    }

    private static void awaitInterrupt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    public void theGrantedSessionTimeoutIsTold() throws Exception {
        assertEquals(ZooKeeperRig.SESSION_MILLIS, rig.connect().sessionTimeoutMillis());
    }
}
