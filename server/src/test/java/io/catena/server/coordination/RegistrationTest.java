package io.catena.server.coordination;

import static io.catena.server.coordination.ZooKeeperRig.configuration;
import static io.catena.server.coordination.ZooKeeperRig.life;
import static io.catena.server.coordination.ZooKeeperRig.report;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.ZooKeeperRig.Node;
import io.catena.server.coordination.client.CoordinationException.NodeIdInUse;
import io.catena.server.coordination.client.ZooKeeperCalls;
import io.catena.server.coordination.controller.ZooKeeperDirectory;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.junit.Rule;
import org.junit.Test;

/**
 * The registrations of a node and of its replica, with the report, across restarts, expired sessions and other sessions
 * that use the node id.
 */
public class RegistrationTest {
    private static final Member A1 = life("a", 1);
    private static final Member A2 = life("a", 2);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private String path() {
        return rig.znodes().node("a");
    }

    private String lifePath() {
        return rig.znodes().replica(ZooKeeperRig.CHAIN, "a");
    }

    /** Registers an earlier process of the node, whose session still exists. */
    private Cluster earlierProcess(Node of) throws Exception {
        return stranger(new RegisteredNode("a", 9, of.self().address(), ClusterFormat.KNOWN), of);
    }

    /** Registers the node from a session that belongs to no node of the test. */
    private Cluster stranger(RegisteredNode node, Node of) throws Exception {
        Cluster other = rig.connect();
        other.client().create().withMode(CreateMode.EPHEMERAL).forPath(path(), registered(node, of));
        return other;
    }

    private byte[] registered(RegisteredNode node, Node of) {
        return rig.codec().encode(new ZnodeCodec.Registered(node, of.identity().clusterId()));
    }

    /** Registers a life of the replica from another session. */
    private Cluster leftover(RegisteredReplica replica) throws Exception {
        Cluster other = rig.connect();
        other.client()
                .create()
                .withMode(CreateMode.EPHEMERAL)
                .forPath(lifePath(), rig.codec().encode(replica));
        return other;
    }

    @Test
    public void aRegistrationBelongsToTheSessionThatMadeIt() throws Exception {
        Node a = rig.node("a").register(A1);
        assertEquals(Optional.of(A1), rig.registered("a"));
        assertEquals(a.sessionId(), rig.ownerOf(path()));
        assertEquals(a.sessionId(), rig.ownerOf(lifePath()));
    }

    @Test
    public void aCleanStopDeregistersAtOnce_row7() throws Exception {
        Node a = rig.node("a").register(A1);
        a.session().close();
        assertEquals(Optional.empty(), rig.registered("a"));
    }

    @Test
    public void aLeftoverOfAnEarlierProcessIsReplacedAndNotAdopted_trapLeftoverEphemeral_row38() throws Exception {
        Node a = rig.node("a");
        Cluster earlier = earlierProcess(a);
        rig.answers("a", ProbeAnswer.GONE);
        a.register(A2);
        assertEquals(a.sessionId(), rig.ownerOf(path()));
        rig.expire(earlier);
        await().during(Duration.ofMillis(200)).until(() -> rig.registered("a").equals(Optional.of(A2)));
    }

    @Test
    public void notEvenALeftoverWithTheVeryContentIsAdopted_trapLeftoverEphemeral() throws Exception {
        Node a = rig.node("a");
        stranger(a.self(), a);
        leftover(new RegisteredReplica(a.self().incarnation(), report(A1, 0), Health.WELL));
        rig.answers("a", ProbeAnswer.ALIVE);
        a.register(A1);
        assertEquals(a.sessionId(), rig.ownerOf(path()));
        assertEquals(a.sessionId(), rig.ownerOf(lifePath()));
    }

    @Test
    public void aLifeThatAnEarlierProcessHasLeftBehindDoesNotCountAndIsReplaced_trapLeftoverEphemeral()
            throws Exception {
        Node a = rig.node("a");
        Cluster earlier = leftover(new RegisteredReplica(9, report(A1, 3), Health.WELL));
        a.session().register(ZooKeeperRig.SESSION_MILLIS);
        assertEquals(Optional.empty(), rig.registered("a"));
        assertEquals(
                List.of(),
                new ZooKeeperDirectory(a.cluster(), a.identity(), a.chain())
                        .read()
                        .seen()
                        .registrations());
        a.register(A2);
        assertEquals(a.sessionId(), rig.ownerOf(lifePath()));
        rig.expire(earlier);
        assertEquals(Optional.of(A2), rig.registered("a"));
    }

    @Test
    public void aSecondProcessWithTheNodeIdIsRefusedAndTheFirstKeepsServing_row55() throws Exception {
        Node first = rig.node("a").register(A1);
        rig.answers("a", ProbeAnswer.ALIVE);
        Node second = rig.node("a");
        NodeIdInUse e = assertThrows(NodeIdInUse.class, () -> second.register(A2));
        assertTrue(e.getMessage(), e.getMessage().contains("node id a is in use: " + A1.address()));
        assertEquals(first.sessionId(), rig.ownerOf(path()));
        assertEquals("its replica is left alone, too", Optional.of(A1), rig.registered("a"));
    }

    @Test
    public void aSilentProcessThatIsRegisteredElsewhereMustExpireFirst() throws Exception {
        Node a = rig.node("a");
        Cluster other = stranger(new RegisteredNode("a", 1, "10.0.0.9:7400", ClusterFormat.KNOWN), a);
        rig.answers("a", ProbeAnswer.SILENT);
        assertThrows(NodeIdInUse.class, () -> a.session().register(300));
        rig.expire(other);
        a.register(A2);
        assertEquals(a.sessionId(), rig.ownerOf(path()));
    }

    @Test
    public void garbageInTheRegistrationOfAnotherSessionMustGoFirst_row41() throws Exception {
        Node a = rig.node("a");
        Cluster other = earlierProcess(a);
        rig.put(path(), "garbage");
        assertThrows(NodeIdInUse.class, () -> a.session().register(300));
        rig.expire(other);
        a.register(A2);
    }

    @Test
    public void garbageInItsOwnRegistrationsIsReplaced_row41() throws Exception {
        Node a = rig.node("a").register(A1);
        rig.put(path(), "garbage");
        await().ignoreExceptions().until(() -> rig.registered("a").equals(Optional.of(A1)));
        rig.put(lifePath(), "garbage");
        await().ignoreExceptions().until(() -> rig.registered("a").equals(Optional.of(A1)));
        assertEquals(a.sessionId(), rig.ownerOf(lifePath()));
    }

    @Test
    public void anExpiredSessionIsReplacedAndTheLifeKeptWhileItIsAMember_row36() throws Exception {
        Node a = rig.node("a").register(A1);
        a.replica().report(report(A1, 1));
        rig.configure(configuration(1, A1));
        await().until(() -> rig.ownerOf(lifePath()) != 0);
        long before = a.sessionId();
        rig.answers("a", ProbeAnswer.ALIVE);
        rig.expire(a.cluster());
        await().until(() -> a.listener().wasTold("session replaced"));
        await().until(() -> rig.ownerOf(path()) == a.sessionId() && rig.ownerOf(lifePath()) == a.sessionId());
        assertNotEquals(before, a.sessionId());
        assertEquals(Optional.of(A1), rig.registered("a"));
        assertEquals(0, a.listener().count("new life"));
        assertEquals(0, a.listener().count("node id"));
    }

    @Test
    public void aSessionThatOnlyTheClientGaveUpLeavesNoTrap_trapExpiryPrecedesLost() throws Exception {
        Node a = rig.node("a", rig.connectBriefly(rig.server().getConnectString()))
                .register(A1);
        a.replica().report(report(A1, 1));
        rig.configure(configuration(1, A1));
        await().until(() -> rig.ownerOf(lifePath()) != 0);
        long before = a.sessionId();
        rig.answers("a", ProbeAnswer.ALIVE);
        a.cluster().client().getZookeeperClient().getZooKeeper().getTestable().injectSessionExpiration();
        await().until(() -> a.listener().wasTold("session replaced"));
        await().until(() -> rig.ownerOf(path()) == a.sessionId() && rig.ownerOf(lifePath()) == a.sessionId());
        assertNotEquals(before, a.sessionId());
        await().during(Duration.ofMillis(2L * ZooKeeperRig.BRIEF_SESSION_MILLIS))
                .until(() -> rig.ownerOf(path()) == a.sessionId() && rig.ownerOf(lifePath()) == a.sessionId());
    }

    @Test
    public void aJoiningLifeIsKeptToo() throws Exception {
        Node a = rig.node("a").register(A1);
        rig.configure(new Configuration(ZooKeeperRig.CHAIN, 2, 1, List.of(life("b", 1)), A1, true, Map.of()));
        await().until(() -> a.listener().wasTold("epoch 2"));
        rig.expire(a.cluster());
        await().until(() -> a.listener().wasTold("session replaced"));
        await().until(() -> rig.registered("a").equals(Optional.of(A1)));
    }

    @Test
    public void aLifeThatLostItsPlaceMeanwhileDoesNotRegisterAgain() throws Exception {
        Node a = rig.node("a").register(A1);
        rig.configure(new Configuration(ZooKeeperRig.CHAIN, 2, 1, List.of(life("b", 1)), null, false, Map.of("a", 1L)));
        rig.expire(a.cluster());
        await().until(() -> a.listener().wasTold("new life needed instead of 1"));
        assertEquals(Optional.empty(), rig.registered("a"));
        a.register(A2);
        assertEquals(Optional.of(A2), rig.registered("a"));
        assertEquals(1, a.listener().count("new life needed"));
    }

    @Test
    public void aNodeIsToldThatItsIdWasTakenMeanwhile_row55() throws Exception {
        Node a = rig.node("a").register(A1);
        rig.configure(configuration(1, A1));
        rig.answers("a", ProbeAnswer.ALIVE);
        Cluster thief = rig.connect();
        byte[] taken = registered(new RegisteredNode("a", 9, "10.0.0.9:7400", ClusterFormat.KNOWN), a);
        ZooKeeperCalls calls = thief.calls();
        calls.commit(calls.deleteOperation(path(), -1), calls.createOperation(path(), taken, CreateMode.EPHEMERAL));
        await().until(() -> a.listener().wasTold("node id taken"));
        assertEquals(thief.calls().sessionId(), rig.ownerOf(path()));
    }

    @Test
    public void aDeletedRegistrationComesBack() throws Exception {
        Node a = rig.node("a").register(A1);
        rig.configure(configuration(1, A1));
        rig.admin().delete().forPath(path());
        await().until(() -> rig.ownerOf(path()) == a.sessionId());
        rig.admin().delete().forPath(lifePath());
        await().until(() -> rig.ownerOf(lifePath()) == a.sessionId());
        assertEquals(Optional.of(A1), rig.registered("a"));
    }

    @Test
    public void aNewLifeInTheSameSessionStandsBehindTheOthers() throws Exception {
        Node a = rig.node("a").register(A1);
        Node b = rig.node("b").register(life("b", 1));
        a.register(A2);
        assertEquals(
                List.of(life("b", 1), A2),
                new ZooKeeperDirectory(b.cluster(), b.identity(), b.chain())
                        .read()
                        .seen()
                        .registrations());
    }

    @Test
    public void aReportThatOnlyNamesTheNextEpochIsNotWritten() throws Exception {
        Node a = rig.node("a").register(A1);
        a.replica().report(inEpoch(2, report(A1, 0)));
        a.replica().report(Health.WELL);
        a.replica().report(new Health(0, 2_000, 0, 0, false));
        await().until(() -> rig.admin().checkExists().forPath(lifePath()).getVersion() > 0);
        assertEquals(1, rig.admin().checkExists().forPath(lifePath()).getVersion());
        assertEquals(
                "what is written for another reason names it",
                inEpoch(2, report(A1, 0)),
                rig.replica(ZooKeeperRig.CHAIN, "a").orElseThrow().report());
    }

    private static ReplicaReport inEpoch(long epoch, ReplicaReport report) {
        return new ReplicaReport(
                report.chain(),
                report.life(),
                epoch,
                report.lineage(),
                report.logEnd(),
                report.installing(),
                report.caughtUp(),
                report.suspects(),
                report.leaving());
    }

    @Test
    public void onlyTheLastStatedReportCounts() throws Exception {
        Node a = rig.node("a").register(A1);
        for (long epoch = 1; epoch <= 50; epoch++) {
            a.replica().report(report(A1, epoch));
        }
        await().until(() ->
                rig.replica(ZooKeeperRig.CHAIN, "a").orElseThrow().report().equals(report(A1, 50)));
    }
}
