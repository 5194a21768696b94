package io.catena.server.registration;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.Before;
import org.junit.Test;

/** The lives of one replica beside its node, on ports that do what the test says. */
public class ReplicaRegistrationTest {
    private static final long ANOTHER_SESSION = 77;
    private static final long PROCESS = 5;
    private static final Member A1 = new Member("a", 1, "a:1");
    private static final Member A2 = new Member("a", 2, "a:1");
    private static final Member B1 = new Member("b", 1, "b:1");

    private final PlayedScheduler scheduler = new PlayedScheduler();
    private final PlayedZnode<RegisteredNode> nodeZnode = new PlayedZnode<>("/nodes/a");
    private final PlayedZnode<RegisteredReplica> znode = new PlayedZnode<>("/replicas/a");
    private final List<String> happened = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private final PlayedContent<FoundConfiguration> configuration = new PlayedContent<>("/configuration");

    private final NodeRegistration node = new NodeRegistration(
            new RegisteredNode("a", PROCESS, "a:1", ClusterFormat.KNOWN),
            nodeZnode,
            other -> new CompletableFuture<>(),
            1_000,
            scheduler,
            new NodeRegistration.Listener() {
                @Override
                public void registered(boolean anew) {
                    registration.nodeIsRegistered(anew);
                }

                @Override
                public void nodeIdTaken(String why) {
                    throw new AssertionError(why);
                }
            },
            failures::add);
    private final ReplicaRegistration registration = new ReplicaRegistration(
            node, PROCESS, znode, configuration, scheduler, life -> happened.add("lost " + life.life()), failures::add);

    @Before
    public void theNodeIsRegistered() {
        node.begin();
        node.connection(true);
        scheduler.run();
    }

    private void register(Member life) {
        registration.register(
                life,
                ReplicaReport.asALifeBegins(1, life, StoredState.empty()),
                () -> happened.add("registered " + life.life()));
        scheduler.run();
    }

    private void sessionEnds() {
        node.connection(false);
        nodeZnode.sessionEnds();
        znode.sessionEnds();
        node.connection(true);
        scheduler.run();
    }

    private static Configuration configuration(Member... members) {
        return new Configuration(1, 3, 1, List.of(members), null, true, Map.of());
    }

    private void isNewest(Configuration newest) {
        configuration.holds(new FoundConfiguration(newest, 1));
    }

    private static ReplicaReport report(Member life, long caughtUp) {
        return new ReplicaReport(1, life.life(), 0, 0, 0, false, caughtUp, new TreeSet<>(), false);
    }

    private long registeredLife() {
        return znode.value().orElseThrow().life();
    }

    @Test
    public void aLifeIsRegisteredWithItsProcessAndItsFirstReport() {
        register(A1);
        assertEquals(Optional.of(new RegisteredReplica(PROCESS, report(A1, 0), Health.WELL)), znode.value());
        assertEquals(List.of("registered 1"), happened);
    }

    @Test
    public void aReplicaThatIsGivenUpTakesBackWhatIsRegisteredAndRegistersNothingMore() {
        register(A1);
        registration.withdraw(() -> happened.add("withdrawn"));
        scheduler.run();
        assertEquals(Optional.empty(), znode.value());
        assertEquals(List.of("registered 1", "withdrawn"), happened);
        registration.report(report(A1, 3));
        sessionEnds();
        assertEquals(Optional.empty(), znode.value());
        assertEquals("it is told once", 2, happened.size());
    }

    @Test
    public void whatIsRegisteredIsTakenBackOnlyWhenZooKeeperIsThere() {
        register(A1);
        node.connection(false);
        registration.withdraw(() -> happened.add("withdrawn"));
        scheduler.run();
        assertEquals(List.of("registered 1"), happened);
        node.connection(true);
        scheduler.run();
        assertEquals(List.of("registered 1", "withdrawn"), happened);
        assertEquals(Optional.empty(), znode.value());
    }

    @Test
    public void aReplicaThatWasNeverRegisteredIsGivenUpAtOnce() {
        registration.withdraw(() -> happened.add("withdrawn"));
        scheduler.run();
        assertEquals(List.of("withdrawn"), happened);
    }

    @Test
    public void onlyWhatWasNeverRegisteredIsRegisteredWithoutALook() {
        register(A1);
        assertEquals(0, znode.looks);
        sessionEnds();
        assertEquals(1, znode.looks);
        assertEquals(1, registeredLife());
    }

    @Test
    public void aLifeIsNotGivenUpWhileItsZnodeIsThereAlthoughItsNodeHadToRegisterAnew() {
        register(A1);
        isNewest(configuration(B1));
        nodeZnode.isDeleted();
        node.doubt();
        scheduler.run();
        assertEquals(List.of("registered 1"), happened);
        assertEquals("by the chain's own word it will learn", 1, registeredLife());
    }

    @Test
    public void whatIsLeftOfALifeThatIsOverIsTakenAway() {
        register(A1);
        isNewest(configuration(B1));
        znode.isMadeBy(ANOTHER_SESSION, new RegisteredReplica(PROCESS, report(A1, 0), Health.WELL));
        registration.doubt();
        scheduler.run();
        assertEquals(List.of("registered 1", "lost 1"), happened);
        assertEquals(Optional.empty(), znode.value());
    }

    @Test
    public void aLifeIsNotRegisteredWhileItsNodeIsBeingLookedFor() {
        register(A1);
        nodeZnode.isMadeBy(ANOTHER_SESSION, new RegisteredNode("a", PROCESS - 1, "a:1", ClusterFormat.KNOWN));
        node.doubt();
        scheduler.run();
        assertFalse("the other process was asked and may answer", node.isInPlace());
        registration.report(report(A1, 9));
        scheduler.run();
        assertEquals(0, znode.value().orElseThrow().report().caughtUp());
    }

    @Test
    public void aListenerThatFailsIsToldAgainThatALifeIsRegistered() {
        registration.register(A1, ReplicaReport.asALifeBegins(1, A1, StoredState.empty()), () -> {
            happened.add("registered");
            if (happened.size() == 1) {
                throw new IllegalStateException("unexpected");
            }
        });
        scheduler.run();
        scheduler.timePasses();
        scheduler.timePasses();
        assertEquals(List.of("registered", "registered"), happened);
        assertEquals(1, failures.size());
    }

    @Test
    public void aLifeWaitsForItsNode() {
        node.connection(false);
        register(A1);
        assertEquals(Optional.empty(), znode.value());
        node.connection(true);
        scheduler.run();
        assertEquals(List.of("registered 1"), happened);
    }

    @Test
    public void theNextLifeIsMadeAnewAndTheNodeIsLeftAlone() {
        register(A1);
        register(A2);
        assertEquals(2, registeredLife());
        assertEquals(2, znode.made);
        assertEquals(List.of("registered 1", "registered 2"), happened);
        assertEquals(1, nodeZnode.writes);
    }

    @Test
    public void inANewSessionALifeThatHasItsPlaceIsRegisteredAgain() {
        register(A1);
        isNewest(configuration(B1, A1));
        sessionEnds();
        assertTrue(znode.isOurs());
        assertEquals(1, registeredLife());
        assertEquals("no caller is told again", List.of("registered 1"), happened);
    }

    @Test
    public void aLifeIsRegisteredAgainAsLongAsThereIsNoChain() {
        register(A1);
        sessionEnds();
        assertEquals(1, registeredLife());
    }

    @Test
    public void aLifeThatLostItsPlaceMeanwhileNeverRegistersAgain() {
        register(A1);
        isNewest(configuration(B1));
        sessionEnds();
        assertEquals(List.of("registered 1", "lost 1"), happened);
        registration.report(report(A1, 9));
        registration.doubt();
        scheduler.timePasses();
        assertEquals(Optional.empty(), znode.value());
        register(A2);
        assertEquals(2, registeredLife());
    }

    @Test
    public void whileTheConfigurationCannotBeReadALifeIsNeitherRegisteredNorGivenUp() {
        register(A1);
        isNewest(configuration(A1));
        configuration.outcome = ZnodeReading.Outcome.NO_ANSWER;
        sessionEnds();
        assertEquals(Optional.empty(), znode.value());
        assertEquals(List.of("registered 1"), happened);
        configuration.outcome = ZnodeReading.Outcome.READ;
        scheduler.timePasses();
        assertEquals(1, registeredLife());
    }

    @Test
    public void whatAnotherSessionHasLeftIsReplacedEvenIfItSaysTheSame() {
        znode.isMadeBy(ANOTHER_SESSION, new RegisteredReplica(PROCESS, report(A1, 0), Health.WELL));
        register(A1);
        scheduler.timePasses();
        assertTrue(znode.isOurs());
        assertEquals(2, znode.made);
    }

    @Test
    public void onlyNewsIsWrittenAndTheLastStatementCounts() {
        register(A1);
        registration.report(report(A1, 7));
        registration.report(report(A1, 8));
        registration.report(report(A1, 8));
        scheduler.run();
        registration.report(report(A1, 8));
        scheduler.run();
        assertEquals(8, znode.value().orElseThrow().report().caughtUp());
        assertEquals("made, and changed once", 2, znode.writes);
        assertEquals(1, znode.made);
        Health hung = new Health(0, 5_000, 0, 0, false);
        registration.report(hung);
        scheduler.run();
        assertEquals(
                new RegisteredReplica(PROCESS, report(A1, 8), hung),
                znode.value().orElseThrow());
    }

    @Test
    public void whatALifeThatIsOverReportsIsNotSaidOfTheNextOne() {
        register(A1);
        register(A2);
        registration.report(report(A1, 7));
        scheduler.run();
        assertEquals(report(A2, 0), znode.value().orElseThrow().report());
    }

    @Test
    public void whatComesInBetweenIsNotLost() {
        registration.register(A1, ReplicaReport.asALifeBegins(1, A1, StoredState.empty()), () -> {});
        registration.register(
                A2, ReplicaReport.asALifeBegins(1, A2, StoredState.empty()), () -> happened.add("registered 2"));
        registration.report(report(A2, 3));
        scheduler.run();
        scheduler.timePasses();
        assertEquals(
                new RegisteredReplica(PROCESS, report(A2, 3), Health.WELL),
                znode.value().orElseThrow());
        assertEquals(List.of("registered 2"), happened);
    }

    @Test
    public void anUnexpectedExceptionIsToldAndItIsTriedAgain() {
        register(A1);
        znode.fails = new IllegalStateException("unexpected");
        registration.doubt();
        scheduler.run();
        assertEquals(List.of(znode.fails), failures);
        znode.fails = null;
        znode.isDeleted();
        scheduler.timePasses();
        assertEquals(1, registeredLife());
    }

    @Test
    public void aWriteWithoutAnAnswerIsLookedAtAgain() {
        znode.losesAnswers = true;
        register(A1);
        assertEquals(List.of(), happened);
        scheduler.timePasses();
        assertEquals(List.of("registered 1"), happened);
        assertEquals(1, znode.writes);
    }

    @Test
    public void aDeletedRegistrationComesBackAndGarbageIsReplaced() {
        register(A1);
        znode.isDeleted();
        registration.doubt();
        scheduler.run();
        assertEquals(1, registeredLife());
        znode.isMadeBy(znode.session, null);
        registration.doubt();
        scheduler.run();
        assertEquals(1, registeredLife());
    }

    @Test
    public void onlyLivesOfAProcessThatIsRegisteredCount() {
        RegisteredReplica now = new RegisteredReplica(PROCESS, report(A1, 0), Health.WELL);
        RegisteredReplica earlier = new RegisteredReplica(PROCESS - 1, report(A1, 0), Health.WELL);
        Map<String, RegisteredNode> nodes = Map.of("a", new RegisteredNode("a", PROCESS, "a:1", ClusterFormat.KNOWN));
        assertEquals(List.of(A1), RegisteredReplica.living(nodes, Map.of("a", now)));
        assertEquals(List.of(), RegisteredReplica.living(nodes, Map.of("a", earlier)));
        assertEquals(List.of(), RegisteredReplica.living(Map.of(), Map.of("a", now)));
        assertFalse(now.isNews(now));
        assertTrue(now.isNews(earlier));
    }
}
