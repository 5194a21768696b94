package io.catena.server.registration;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

/** What a node's session watches, reads and tells, on ports that do what the test says. */
public class NodeSessionTest implements NodeListener, ChainListener {
    private static final Member A1 = new Member("a", 1, "a:1");
    private static final Member B1 = new Member("b", 1, "b:1");
    private static final RegisteredNode SELF = new RegisteredNode("a", 5, "a:1", ClusterFormat.KNOWN);

    private final PlayedScheduler scheduler = new PlayedScheduler();
    private final PlayedZnode<RegisteredNode> node = new PlayedZnode<>("/nodes/a");
    private final PlayedContent<FoundConfiguration> configuration = new PlayedContent<>("/configuration");
    private final PlayedContent<Configuration> activated = new PlayedContent<>("/activated");
    private final PlayedContent<String> note = new PlayedContent<>("/note");
    private final PlayedZnode<RegisteredReplica> replica = new PlayedZnode<>("/replicas/a");
    private final PlayedContent<String> more = new PlayedContent<>("/more");
    private final List<String> told = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private final PlayedSession port = new PlayedSession();
    private RuntimeException fails;

    private final NodeSession session = new NodeSession(
            SELF,
            new NodeSession.Ports(port, node, other -> new CompletableFuture<>(), 1_000),
            scheduler,
            this,
            failures::add);
    private final ChainSession chain =
            session.chain(new ChainSession.Ports(configuration, activated, note, replica), this);

    {
        session.follow(more, found -> told.add("more " + found.orElse("nothing")));
    }

    private void connection(boolean now) {
        session.connection(now);
        scheduler.run();
    }

    private void anotherSession() {
        connection(false);
        theSessionIsAnother();
        connection(true);
    }

    private void theSessionIsAnother() {
        node.sessionEnds();
        replica.sessionEnds();
        port.number = node.session;
    }

    private long watchings() {
        return port.calls.stream().filter(call -> call.startsWith("watch")).count();
    }

    private void changed(String path) {
        session.changed(path);
        scheduler.run();
    }

    private static Configuration epoch(long epoch, Member... members) {
        return new Configuration(1, epoch, 1, List.of(members), null, true, Map.of());
    }

    private void configure(long epoch, Member... members) {
        configuration.holds(new FoundConfiguration(epoch(epoch, members), 1));
    }

    private int reads() {
        return configuration.reads + activated.reads + note.reads + more.reads;
    }

    @Test
    public void whatIsThereAtTheStartIsToldAfterTheWatchesAreSet() {
        configure(3, A1);
        activated.holds(epoch(2, A1));
        note.holds("why");
        configuration.beforeAnswer = () -> assertEquals(1, watchings());
        connection(true);
        assertEquals(
                List.of(
                        "connected",
                        "catch up",
                        "watch [/configuration, /activated, /note, /more, /nodes/a, /replicas/a]"),
                port.calls);
        assertEquals(List.of("connected", "epoch 3", "layout", "layout", "more nothing"), told);
        assertEquals(new PublishedLayout(epoch(3, A1), 2, "why"), chain.publishedLayout());
    }

    /** The znodes of one chain more. */
    private static final class AnotherChain {
        private final PlayedContent<FoundConfiguration> newest;
        private final ChainSession.Ports ports;

        AnotherChain() {
            this(2);
        }

        AnotherChain(int number) {
            String root = "/" + number;
            newest = new PlayedContent<>(root + "/configuration");
            ports = new ChainSession.Ports(
                    newest,
                    new PlayedContent<>(root + "/activated"),
                    new PlayedContent<>(root + "/note"),
                    new PlayedZnode<>(root + "/replicas/a"));
        }
    }

    @Test
    public void aChainThatComesLaterIsWatchedBeforeItIsReadAndTheOthersAreNotReadAgain() {
        connection(true);
        int before = reads();
        told.clear();
        AnotherChain another = new AnotherChain();
        another.newest.holds(new FoundConfiguration(epoch(8, A1), 1));
        another.newest.beforeAnswer = () -> assertEquals(2, watchings());
        session.chain(another.ports, this);
        scheduler.run();
        assertEquals(List.of("epoch 8"), epochs());
        assertEquals(before, reads());
        another.newest.beforeAnswer = () -> {};
        another.newest.holds(new FoundConfiguration(epoch(9, A1), 1));
        changed("/2/configuration");
        assertEquals(List.of("epoch 8", "epoch 9"), epochs());
    }

    @Test
    public void aChainThatComesWhileOthersAreReadIsReadBehindItsWatchOnly() {
        connection(true);
        AnotherChain another = new AnotherChain();
        configuration.beforeAnswer = () -> {
            configuration.beforeAnswer = () -> {};
            another.newest.beforeAnswer = () -> assertEquals(2, watchings());
            session.chain(another.ports, this);
        };
        configure(4, A1);
        note.holds("changed, too");
        session.changed("/note");
        changed("/configuration");
        assertEquals("once, and not before", 1, another.newest.reads);
    }

    @Test
    public void aChainThatComesWhileAnotherIsBeingWatchedIsReadBehindItsOwnWatch() {
        connection(true);
        port.held = true;
        session.chain(new AnotherChain(2).ports, this);
        scheduler.run();
        AnotherChain third = new AnotherChain(3);
        third.newest.beforeAnswer = () -> assertEquals(3, watchings());
        session.chain(third.ports, this);
        scheduler.run();
        assertEquals("of the second alone", 2, watchings());
        port.release();
        scheduler.run();
        assertEquals("once, and not before", 1, third.newest.reads);
    }

    @Test
    public void aChainThatIsGoneIsNeitherWatchedNorRead() {
        AnotherChain another = new AnotherChain();
        ChainSession gone = session.chain(another.ports, this);
        connection(true);
        int before = another.newest.reads;
        session.remove(gone);
        scheduler.run();
        assertEquals(
                "watch [/configuration, /activated, /note, /more, /nodes/a, /replicas/a]",
                port.calls.get(port.calls.size() - 1));
        changed("/2/configuration");
        anotherSession();
        assertEquals(before, another.newest.reads);
    }

    @Test
    public void aChainThatComesWhileThereIsNoConnectionIsReadWithTheOthers() {
        connection(true);
        connection(false);
        AnotherChain another = new AnotherChain();
        another.newest.holds(new FoundConfiguration(epoch(8, A1), 1));
        session.chain(another.ports, this);
        scheduler.run();
        assertEquals(List.of(), epochs());
        connection(true);
        assertEquals(List.of("epoch 8"), epochs());
    }

    @Test
    public void aChangeOfOneZnodeReadsThatOneAlone() {
        connection(true);
        int before = reads();
        configure(4, A1);
        changed("/configuration");
        assertEquals(before + 1, reads());
        assertTrue(told.contains("epoch 4"));
        changed("/of/another/chain");
        assertEquals(before + 1, reads());
    }

    @Test
    public void aChangeWhileAZnodeIsReadIsReadToo() {
        configure(1, A1);
        connection(true);
        configuration.beforeAnswer = () -> {
            configuration.beforeAnswer = () -> {};
            configure(3, A1);
            session.changed("/configuration");
        };
        configure(2, A1);
        changed("/configuration");
        assertEquals(List.of("epoch 1", "epoch 2", "epoch 3"), epochs());
    }

    private List<String> epochs() {
        return told.stream().filter(line -> line.startsWith("epoch")).toList();
    }

    @Test
    public void afterEachReconnectEverythingIsReadAgainAlthoughTheSessionIsTheSame() {
        connection(true);
        told.clear();
        int before = reads();
        configure(4, A1);
        connection(false);
        assertEquals(before, reads());
        connection(true);
        assertEquals(before + 4, reads());
        assertEquals(List.of("disconnected", "connected", "epoch 4", "more nothing"), told);
    }

    @Test
    public void inANewSessionTheWatchesAreSetAgainAndTheListenerIsTold() {
        connection(true);
        configuration.beforeAnswer = () -> assertEquals(2, watchings());
        anotherSession();
        assertEquals(2, watchings());
        assertEquals(1, count("session replaced"));
        connection(false);
        connection(true);
        assertEquals("they are set in this session", 2, watchings());
        assertEquals(1, count("session replaced"));
    }

    private long count(String prefix) {
        return told.stream().filter(line -> line.startsWith(prefix)).count();
    }

    @Test
    public void nothingIsReadOrRegisteredBeforeTheWatchesAreCertainlySet() {
        session.register();
        port.watches = false;
        connection(true);
        assertEquals(0, reads());
        assertEquals(0, node.writes);
        port.watches = true;
        scheduler.timePasses();
        assertEquals(4, reads());
        assertEquals(1, node.writes);
        assertEquals("it is the first session", 0, count("session replaced"));
    }

    @Test
    public void nothingIsWatchedReadOrRegisteredBeforeItHasCertainlyCaughtUp() {
        session.register();
        port.catchesUp = false;
        connection(true);
        assertEquals(0, watchings());
        assertEquals(0, reads());
        assertEquals(0, node.writes);
        port.catchesUp = true;
        scheduler.timePasses();
        assertEquals(1, watchings());
        assertEquals(4, reads());
        assertEquals(1, node.writes);
    }

    @Test
    public void aSessionThatIsReplacedBeforeItsWatchesAreSetIsPreparedAgain() {
        session.register();
        port.held = true;
        connection(true);
        theSessionIsAnother();
        session.connection(false);
        session.connection(true);
        port.release();
        scheduler.run();
        assertEquals("in each of the two", 2, watchings());
        assertEquals(1, count("session replaced"));
        assertTrue(node.isOurs());
    }

    @Test
    public void aConnectionThatComesAgainWhileItIsPreparedIsPreparedToo() {
        connection(true);
        connection(false);
        port.held = true;
        connection(true);
        configure(2, A1);
        session.connection(false);
        session.connection(true);
        port.release();
        scheduler.run();
        assertEquals(3, port.calls.stream().filter("catch up"::equals).count());
        assertEquals(List.of("epoch 2"), epochs());
    }

    @Test
    public void anAnswerThatComesAfterTheEndChangesNothing() {
        session.register();
        port.held = true;
        connection(true);
        session.end();
        port.release();
        scheduler.run();
        scheduler.timePasses();
        assertEquals(0, watchings());
        assertEquals(0, reads());
        assertEquals(0, node.writes);
    }

    @Test
    public void theClientHearsOfTheConnectionAndThatItIsAway() {
        connection(true);
        connection(false);
        scheduler.timePasses();
        assertEquals("connected", port.calls.get(0));
        assertTrue(port.calls.toString(), port.calls.containsAll(List.of("disconnected", "away")));
    }

    @Test
    public void aZnodeThatCannotBeUnderstoodKeepsWhatItSaidAndHoldsUpNoOther() {
        configure(1, A1);
        connection(true);
        configuration.outcome = ZnodeReading.Outcome.NOT_UNDERSTOOD;
        activated.holds(epoch(1, A1));
        changed("/configuration");
        changed("/activated");
        assertEquals(new PublishedLayout(epoch(1, A1), 1, ""), chain.publishedLayout());
        int before = reads();
        scheduler.timePasses();
        assertEquals("it is not read again before it changes", before, reads());
    }

    @Test
    public void withoutAnAnswerEverythingIsReadAgain() {
        connection(true);
        configuration.outcome = ZnodeReading.Outcome.NO_ANSWER;
        changed("/configuration");
        configuration.outcome = ZnodeReading.Outcome.READ;
        configure(2, A1);
        int before = reads();
        scheduler.timePasses();
        assertEquals(before + 4, reads());
        assertEquals(List.of("epoch 2"), epochs());
    }

    @Test
    public void aListenerThatFailsIsToldAgain() {
        connection(true);
        fails = new IllegalStateException("unexpected");
        configure(2, A1);
        changed("/configuration");
        assertEquals(List.of(fails), failures);
        assertEquals(List.of(), epochs());
        fails = null;
        scheduler.timePasses();
        assertEquals(List.of("epoch 2"), epochs());
    }

    @Test
    public void aListenerThatFailsToHearOfTheLayoutOrOfANewSessionIsToldAgain() {
        connection(true);
        fails = new IllegalStateException("unexpected");
        note.holds("why");
        changed("/note");
        assertEquals(0, count("layout"));
        fails = null;
        scheduler.timePasses();
        assertEquals(1, count("layout"));
        fails = new IllegalStateException("unexpected");
        anotherSession();
        fails = null;
        scheduler.timePasses();
        assertEquals(1, count("session replaced"));
    }

    @Test
    public void aConfigurationThatGoesBackIsToldOnce() {
        configure(5, A1);
        connection(true);
        configure(4, A1);
        changed("/configuration");
        changed("/configuration");
        assertEquals(1, count("went back: ZooKeeper shows epoch 4"));
        assertTrue(told.toString(), told.get(told.size() - 1).contains("; before this node starts again, "));
        assertEquals(List.of("epoch 5"), epochs());
    }

    @Test
    public void nodeAndReplicaAreRegisteredAgainInANewSessionAndWhenTheirZnodesAreDeleted() {
        session.register();
        chain.register(A1, ReplicaReport.asALifeBegins(1, A1, StoredState.empty()), () -> told.add("life registered"));
        connection(true);
        assertEquals(1, count("registered anew"));
        assertEquals(1, count("life registered"));
        configure(2, A1);
        anotherSession();
        assertTrue(node.isOurs());
        assertTrue(replica.isOurs());
        node.isDeleted();
        changed("/nodes/a");
        assertTrue(node.isOurs());
        replica.isDeleted();
        changed("/replicas/a");
        assertTrue(replica.isOurs());
        assertEquals(1, count("life registered"));
    }

    @Test
    public void aLifeThatLostItsPlaceWhileItWasNotRegisteredIsToldOnce() {
        session.register();
        chain.register(A1, ReplicaReport.asALifeBegins(1, A1, StoredState.empty()), () -> {});
        connection(true);
        configure(2, B1);
        anotherSession();
        assertEquals(1, count("new life needed"));
        assertFalse(replica.isOurs());
    }

    @Test
    public void afterItsEndItTakesItsNodeAwayAndDoesNothingMore() {
        session.register();
        connection(true);
        session.end();
        assertFalse(node.isOurs());
        int before = reads();
        changed("/configuration");
        connection(false);
        connection(true);
        assertEquals(before, reads());
        assertFalse(node.isOurs());
    }

    // ------------------------------------------------------------------------------------------- listeners

    @Override
    public void connectionChanged(boolean connected) {
        told.add(connected ? "connected" : "disconnected");
    }

    @Override
    public void registered(boolean anew) {
        told.add("registered " + (anew ? "anew" : "still"));
    }

    @Override
    public void sessionReplaced() {
        throwIfItFails();
        told.add("session replaced");
    }

    @Override
    public void nodeIdTaken(String why) {
        throw new AssertionError(why);
    }

    @Override
    public void configurationChanged(Configuration newest) {
        throwIfItFails();
        told.add("epoch " + newest.epoch());
    }

    @Override
    public void layoutChanged() {
        throwIfItFails();
        told.add("layout");
    }

    @Override
    public void newLifeNeeded(Member lost) {
        told.add("new life needed instead of " + lost.life());
    }

    @Override
    public void configurationWentBack(String why) {
        told.add("went back: " + why);
    }

    private void throwIfItFails() {
        if (fails != null) {
            throw fails;
        }
    }
}
