package io.catena.server.node.health;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.server.chain.Shortage;
import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.Decision;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.node.requests.Failures;
import io.catena.thrift.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class TroublesTest {
    private final ChainLayout layout = new ChainLayout("c", 1);
    private boolean connected = true;
    private Shortage shortage = Shortage.NONE;
    private boolean insecureNetwork;
    private boolean zooKeeperOpen;
    private String refusedCertificates;
    private Instant endsSoon;
    private final Troubles.Security security = new Troubles.Security() {
        @Override
        public boolean isInsecureNetwork() {
            return insecureNetwork;
        }

        @Override
        public boolean isZooKeeperOpen() {
            return zooKeeperOpen;
        }

        @Override
        public Optional<String> refusedCertificates() {
            return Optional.ofNullable(refusedCertificates);
        }

        @Override
        public Optional<Instant> endsSoon() {
            return Optional.ofNullable(endsSoon);
        }
    };
    private final Troubles troubles = new Troubles(false, "zk:2181", () -> connected, security);

    private List<Troubles.Chain> chains() {
        return List.of(new Troubles.Chain(layout, shortage));
    }

    private void members(int count, int minReplicas, int wishedReplicas) {
        List<Member> members = List.of(new Member("a", 1, "h:1"), new Member("b", 2, "h:2"), new Member("c", 3, "h:3"));
        layout.configuration(new Configuration(
                1,
                layout.epoch() + 1,
                1,
                members.subList(0, count),
                null,
                true,
                Map.of(),
                new SharedSettings(300, minReplicas, wishedReplicas),
                300));
    }

    private List<String> kinds(long seconds) {
        return troubles.now(chains(), TimeUnit.SECONDS.toNanos(seconds)).stream()
                .map(Trouble::getKind)
                .toList();
    }

    @Test
    public void znodesThatAreOpenToAllClientsAreATrouble() {
        members(3, 1, 0);
        zooKeeperOpen = true;
        assertEquals(List.of("ZOOKEEPER_OPEN"), kinds(1));
        String message =
                troubles.now(chains(), TimeUnit.SECONDS.toNanos(1)).get(0).getMessage();
        assertTrue(message, message.contains("zk:2181") && message.contains("--zookeeper-auth-file"));
    }

    @Test
    public void aChainThatHasWhatIsWishedForHasNoTrouble() {
        members(3, 2, 3);
        assertEquals(List.of(), kinds(1));
        members(3, 2, 0);
        assertEquals("wished-replicas is not set", List.of(), kinds(2));
    }

    @Test
    public void aChainThatWasNotFormedDoesNotServe() {
        Trouble trouble = troubles.now(chains(), 0).get(0);
        assertEquals("NO_CHAIN", trouble.getKind());
        assertTrue(trouble.isStopsService());
    }

    @Test
    public void aChainThatHasShrunkIsReducedAndSaysWhatOneMoreFailureCosts() {
        members(1, 1, 3);
        Trouble trouble = troubles.now(chains(), 0).get(0);
        assertEquals("FEWER_MEMBERS_THAN_WISHED", trouble.getKind());
        assertFalse(trouble.isStopsService());
        assertTrue(trouble.getMessage(), trouble.getMessage().contains("1 member of the 3"));
        assertTrue(trouble.getMessage(), trouble.getMessage().contains("wished-replicas=1"));
    }

    @Test
    public void aChainThatRefusesWritesComesFirst() {
        members(1, 2, 3);
        connected = false;
        assertEquals(List.of("TOO_FEW_MEMBERS", "ZOOKEEPER_AWAY", "FEWER_MEMBERS_THAN_WISHED"), kinds(0));
    }

    @Test
    public void sinceWhenIsToldAndForgottenWhenItIsOver() {
        members(3, 1, 3);
        connected = false;
        troubles.look(chains(), TimeUnit.SECONDS.toNanos(10));
        assertEquals(
                14_000,
                troubles.now(chains(), TimeUnit.SECONDS.toNanos(24)).get(0).getForMillis());
        connected = true;
        assertEquals(List.of(), kinds(25));
        connected = false;
        assertEquals(
                0, troubles.now(chains(), TimeUnit.SECONDS.toNanos(26)).get(0).getForMillis());
    }

    private void handsOver() {
        layout.configuration(
                ControllerScene.handover(ControllerScene.configuration(layout.epoch() + 1, "a1 b1 c1", null)));
    }

    @Test
    public void aHandoverThatLastsForSecondsIsATrouble() {
        handsOver();
        assertEquals(List.of(), kinds(10));
        assertEquals(List.of(), kinds(11));
        Trouble trouble = troubles.now(chains(), TimeUnit.SECONDS.toNanos(12)).get(0);
        assertEquals("HANDOVER_HANGS", trouble.getKind());
        assertTrue(trouble.isStopsService());
        members(3, 1, 0);
        assertEquals(List.of(), kinds(13));
    }

    @Test
    public void oneHandoverAfterTheOtherIsNone() {
        for (int second = 0; second < 10; second++) {
            handsOver();
            assertEquals(List.of(), kinds(second));
        }
    }

    @Test
    public void anAlarmFreezesTheMembershipAndStopsNothingElse() {
        members(3, 1, 3);
        layout.note(Decision.FROZEN + "two heads");
        assertEquals(List.of("MEMBERSHIP_FROZEN"), kinds(0));
        layout.note("no member lives: waits for a");
        assertEquals(List.of("NO_CHAIN"), kinds(1));
    }

    @Test
    public void whereNoMemberCanBeRemovedItIsNotPromisedThatReadsAndWritesGoOnInAnyCase() {
        members(3, 1, 3);
        connected = false;
        String away = troubles.now(chains(), 0).get(0).getMessage();
        assertTrue(away, away.contains("as long as all members answer"));
        assertFalse(away, away.contains("go on, but"));
        connected = true;
        layout.note(Decision.FROZEN + "two heads");
        String frozen = troubles.now(chains(), 1).get(0).getMessage();
        assertTrue(frozen, frozen.contains("as long as all of its members answer"));
    }

    @Test
    public void aDiskBelowItsReserveStopsWritesAndIsNamed_row80() {
        members(3, 1, 3);
        shortage = new Shortage("b", null);
        Trouble trouble = troubles.now(chains(), 0).get(0);
        assertEquals("NO_SPACE", trouble.getKind());
        assertTrue(trouble.isStopsService());
        assertTrue(trouble.getMessage(), trouble.getMessage().startsWith("The disk of b has less"));
        assertTrue(trouble.getMessage(), trouble.getMessage().contains("deletes are still taken"));
        shortage = new Shortage("b", "c");
        assertTrue(troubles.now(chains(), 0).get(0).getMessage().startsWith("The disk of c has less than a quarter"));
        shortage = Shortage.NONE;
        assertEquals(List.of(), kinds(1));
    }

    @Test
    public void aRefusalForWantOfSpaceNamesTheMemberAndSaysWhatIsStillTaken_row80() {
        Failures failures = new Failures(layout, () -> shortage, () -> connected);
        shortage = new Shortage("b", null);
        String low = failures.ofReplica(Failure.NO_SPACE).getMessage();
        assertTrue(low, low.contains("disk of b") && low.contains("deletes are still taken"));
        shortage = new Shortage("b", "c");
        String out = failures.ofReplica(Failure.NO_SPACE).getMessage();
        assertTrue(out, out.contains("disk of c") && out.contains("not even deletes"));
        assertTrue(out, out.contains("free space on that disk"));
    }

    @Test
    public void aWriteThatWaitsInVainWhileZooKeeperIsAwayNamesIt() {
        Failures failures = new Failures(layout, () -> shortage, () -> connected);
        for (Failure failure : List.of(Failure.UNKNOWN, Failure.DEADLINE, Failure.CHANGING)) {
            connected = true;
            assertFalse(failures.ofReplica(failure).getMessage().contains("ZooKeeper"));
            connected = false;
            assertTrue(failures.ofReplica(failure).getMessage().contains("ZooKeeper"));
            assertTrue(failures.unreachable("h:1", "refused").getMessage().contains("ZooKeeper"));
        }
    }

    @Test
    public void whatProtectsTheNodeNotIsTold() {
        members(3, 2, 0);
        insecureNetwork = true;
        refusedCertificates = "tls.crt: it is no certificate; put one there";
        endsSoon = Instant.parse("2030-01-02T03:04:05Z");
        List<Trouble> found = troubles.now(chains(), 0);
        assertEquals(
                List.of("CERTIFICATES_REFUSED", "CERTIFICATE_ENDS", "INSECURE_NETWORK"),
                found.stream().map(Trouble::getKind).toList());
        assertTrue(found.get(0).getMessage(), found.get(0).getMessage().contains("put one there."));
        assertTrue(found.get(1).getMessage(), found.get(1).getMessage().contains("ends on 2030-01-02T03:04:05Z"));
        assertTrue(found.get(2).getMessage(), found.get(2).getMessage().contains("--tls-cert"));
    }
}
