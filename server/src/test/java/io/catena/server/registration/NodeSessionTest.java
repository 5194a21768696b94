package io.catena.server.registration;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import java.util.List;
import org.junit.Test;

/** What a node's session watches, reads and tells. */
public class NodeSessionTest extends NodeSessionScene {
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
}
