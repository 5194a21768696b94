package io.catena.server.coordination;

import static io.catena.server.coordination.ZooKeeperRig.CHAIN;
import static io.catena.server.coordination.ZooKeeperRig.configuration;
import static io.catena.server.coordination.ZooKeeperRig.life;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.AccessRules;
import io.catena.server.access.AccessRulesText;
import io.catena.server.access.Principal;
import io.catena.server.chain.Member;
import io.catena.server.coordination.ZooKeeperRig.Node;
import io.catena.server.registration.PublishedLayout;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.junit.Rule;
import org.junit.Test;

/** What a node is told when configurations and connections come and go. */
public class ZooKeeperSessionTest {
    private static final Member A1 = life("a", 1);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private Node behind(CuttableProxy proxy) throws Exception {
        return rig.node("a", rig.connect(proxy.connectString()));
    }

    private static void isTold(Node node, String what) {
        await().alias(what).until(() -> node.listener().wasTold(what));
    }

    private static void isToldThatItWentBack(Node node, String why) {
        await().until(() -> node.listener().told().stream().anyMatch(t -> t.startsWith("went back: " + why)));
    }

    @Test
    public void whatIsThereAtTheStartIsTold() throws Exception {
        rig.node("b");
        rig.configure(configuration(3, A1));
        Node a = rig.node("a");
        isTold(a, "epoch 3");
        assertEquals("connected", a.listener().told().get(0));
        assertEquals(configuration(3, A1), a.chain().fetch().orElseThrow());
    }

    @Test
    public void onlyHigherEpochsAreToldAndSomeMayBeSkipped_trapOneShotWatches() throws Exception {
        Node a = rig.node("a");
        for (long epoch = 1; epoch <= 40; epoch++) {
            rig.configure(configuration(epoch, A1));
        }
        isTold(a, "epoch 40");
        List<Long> epochs = a.listener().told().stream()
                .filter(t -> t.startsWith("epoch"))
                .map(t -> Long.parseLong(t.substring(6)))
                .toList();
        assertEquals(epochs.stream().sorted().distinct().toList(), epochs);
    }

    @Test
    public void nothingIsToldOnZooKeepersThread_trapSharedEventThread() throws Exception {
        Node a = rig.node("a");
        rig.configure(configuration(1, A1));
        isTold(a, "epoch 1");
        assertEquals(
                List.of("catena-coordination-a"),
                a.listener().threads().stream().distinct().toList());
    }

    @Test
    public void aConnectionThatCuratorTakesForLostWhileItServesIsMadeAnew() throws Exception {
        Node a = rig.node("a", rig.connect()).register(A1);
        isTold(a, "connected");
        curatorTakesItForLost(a.cluster().client());
        isTold(a, "disconnected");
        rig.configure(configuration(1, A1));
        isTold(a, "epoch 1");
        assertEquals(1, a.listener().count("session replaced"));
    }

    /**
     * Queues a Disconnected event, as when Curator sees the end of an old session after the beginning of the new one. A
     * test cannot provoke this order otherwise.
     */
    private static void curatorTakesItForLost(CuratorFramework client) throws Exception {
        WatchedEvent disconnected = new WatchedEvent(EventType.None, KeeperState.Disconnected, null);
        client.getZookeeperClient().getZooKeeper().getTestable().queueEvent(disconnected);
        await().until(() -> !client.getZookeeperClient().isConnected());
        Method note = client.getClass().getDeclaredMethod("addStateChange", ConnectionState.class);
        note.setAccessible(true);
        note.invoke(client, ConnectionState.LOST);
    }

    @Test
    public void aChangeWhileDisconnectedIsFoundAfterwards_trapPersistentWatchGap() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Node a = rig.node("a", rig.connect(proxy.connectString())).register(A1);
            rig.configure(configuration(1, A1));
            isTold(a, "epoch 1");
            long session = a.sessionId();
            proxy.cut();
            isTold(a, "disconnected");
            rig.configure(configuration(2, A1));
            rig.configure(configuration(3, A1));
            proxy.mend();
            isTold(a, "epoch 3");
            assertEquals("the session was kept", session, a.sessionId());
            assertEquals(0, a.listener().count("session replaced"));
            rig.configure(configuration(4, A1));
            isTold(a, "epoch 4");
        }
    }

    @Test
    public void aChangeWhileTheSessionExpiresIsFoundAndWatchesGoOn() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Node a = rig.node("a", rig.connectBriefly(proxy.connectString())).register(A1);
            rig.configure(configuration(1, A1));
            isTold(a, "epoch 1");
            proxy.cut();
            await().until(() -> rig.registered("a").isEmpty());
            rig.configure(configuration(2, A1));
            proxy.mend();
            isTold(a, "session replaced");
            isTold(a, "epoch 2");
            rig.configure(configuration(3, A1));
            isTold(a, "epoch 3");
        }
    }

    @Test
    public void aRestartedZooKeeperIsFoundAgain_row35() throws Exception {
        Node a = rig.node("a").register(A1);
        rig.configure(configuration(1, A1));
        isTold(a, "epoch 1");
        rig.server().restart();
        await().until(() -> a.listener().told().lastIndexOf("connected") > 0);
        rig.configure(configuration(2, A1));
        isTold(a, "epoch 2");
        assertEquals(0, a.listener().count("went back"));
    }

    @Test
    public void aLowerEpochIsToldAsGoneBack_row40() throws Exception {
        Node a = rig.node("a");
        rig.configure(configuration(5, A1));
        isTold(a, "epoch 5");
        rig.configure(configuration(4, A1));
        isToldThatItWentBack(a, "ZooKeeper shows epoch 4");
        assertEquals(0, a.listener().count("epoch 4"));
        assertEquals(5, a.replica().publishedLayout().configuration().epoch());
    }

    @Test
    public void anotherConfigurationOfTheSameEpochIsToldAsGoneBack() throws Exception {
        Node a = rig.node("a");
        rig.configure(configuration(5, A1));
        isTold(a, "epoch 5");
        rig.configure(configuration(5, life("b", 1)));
        isToldThatItWentBack(a, "ZooKeeper shows epoch 5");
    }

    @Test
    public void aZnodeMadeAnewIsToldAsGoneBackThoughItsEpochIsHigher_trapCzxid() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Node a = behind(proxy);
            rig.configure(configuration(5, A1));
            isTold(a, "epoch 5");
            proxy.cut();
            isTold(a, "disconnected");
            rig.admin().delete().forPath(rig.znodes().configuration(CHAIN));
            rig.configure(configuration(6, A1));
            proxy.mend();
            isToldThatItWentBack(a, "ZooKeeper shows epoch 6");
            assertEquals(0, a.listener().count("epoch 6"));
        }
    }

    @Test
    public void aConfigurationThatIsGoneIsToldOnce_row40() throws Exception {
        Node a = rig.node("a");
        rig.configure(configuration(5, A1));
        isTold(a, "epoch 5");
        rig.admin().delete().forPath(rig.znodes().configuration(CHAIN));
        isToldThatItWentBack(a, "ZooKeeper has lost the configuration");
        rig.put(rig.znodes().status(CHAIN), new ZnodeCodec.Status("hm"));
        isTold(a, "layout");
        assertEquals(1, a.listener().count("went back"));
    }

    @Test
    public void aWipedZooKeeperIsToldAndNothingIsMadeAnew_row40() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Node a = behind(proxy).register(A1);
            rig.configure(configuration(5, A1));
            isTold(a, "epoch 5");
            proxy.cut();
            isTold(a, "disconnected");
            rig.admin().delete().deletingChildrenIfNeeded().forPath(rig.znodes().root());
            proxy.mend();
            isToldThatItWentBack(a, "ZooKeeper has nothing of this cluster");
            await().during(Duration.ofMillis(300))
                    .until(() -> rig.admin().checkExists().forPath(rig.znodes().root()) == null);
        }
    }

    @Test
    public void anotherClusterUnderTheSameNameIsTold() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            Node a = behind(proxy);
            isTold(a, "connected");
            proxy.cut();
            isTold(a, "disconnected");
            rig.put(rig.znodes().root(), new ClusterIdentity("another", 1));
            proxy.mend();
            isToldThatItWentBack(a, rig.znodes().root() + " belongs to another cluster");
        }
    }

    @Test
    public void aClusterThatIsDeletedIsToldAtOnce() throws Exception {
        Node a = rig.node("a");
        isTold(a, "connected");
        rig.admin().delete().deletingChildrenIfNeeded().forPath(rig.znodes().root());
        isToldThatItWentBack(a, "ZooKeeper has nothing of this cluster");
    }

    @Test
    public void accessRulesThatAreWrittenDownAreInForceSoon() throws Exception {
        Node a = rig.node("a");
        isTold(a, "connected");
        AccessRules rules =
                AccessRulesText.parse("{\"grants\":[{\"principal\":\"p\",\"allow\":[\"read\"],\"prefix\":\"\"}]}");
        AccessZnode access = rig.connect().access();
        access.replace(access.newestVersion(), rules);
        await().until(() -> a.accessRules().mayRead(new Principal("p"), new byte[] {1}));
    }

    @Test
    public void garbageIsIgnoredUntilItIsRepaired_row41() throws Exception {
        Node a = rig.node("a").register(A1);
        rig.configure(configuration(1, A1));
        isTold(a, "epoch 1");
        rig.put(rig.znodes().configuration(CHAIN), "garbage");
        rig.put(rig.znodes().activated(CHAIN), "[]");
        rig.put(rig.znodes().status(CHAIN), new byte[0]);
        rig.put(rig.znodes().configuration(CHAIN), "{\"format\":99}");
        rig.configure(configuration(2, A1));
        isTold(a, "epoch 2");
        assertEquals(0, a.listener().count("went back"));
        rig.expire(a.cluster());
        await().until(() -> rig.ownerOf(rig.znodes().node("a")) == a.sessionId());
    }

    @Test
    public void theLayoutShowsWhatWasReadLast() throws Exception {
        Node a = rig.node("a");
        rig.configure(configuration(1, A1));
        rig.put(rig.znodes().activated(CHAIN), configuration(1, A1));
        rig.put(rig.znodes().status(CHAIN), new ZnodeCodec.Status("waits for b"));
        await().until(() ->
                a.replica().publishedLayout().equals(new PublishedLayout(configuration(1, A1), 1, "waits for b")));
        assertTrue(a.session().isConnected());
    }
}
