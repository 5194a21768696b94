package io.catena.server.registration;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.Before;
import org.junit.Test;

/** A node over sessions that end and strangers in its place, on ports that do what the test says. */
public class NodeRegistrationTest {
    private static final long ANOTHER_SESSION = 77;
    private static final RegisteredNode SELF = new RegisteredNode("a", 5, "a:1", ClusterFormat.KNOWN);
    private static final RegisteredNode EARLIER = new RegisteredNode("a", 4, "a:1", ClusterFormat.KNOWN);
    private static final RegisteredNode ELSEWHERE = new RegisteredNode("a", 4, "b:1", ClusterFormat.KNOWN);

    private final PlayedScheduler scheduler = new PlayedScheduler();
    private final PlayedZnode<RegisteredNode> znode = new PlayedZnode<>("/nodes/a");
    private final List<String> told = new ArrayList<>();
    private final List<CompletableFuture<ProbeAnswer>> asked = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private final NodeRegistration registration = new NodeRegistration(
            SELF,
            znode,
            node -> {
                asked.add(new CompletableFuture<>());
                return asked.get(asked.size() - 1);
            },
            1_000,
            scheduler,
            new NodeRegistration.Listener() {
                @Override
                public void registered(boolean anew) {
                    told.add(anew ? "registered" : "still there");
                }

                @Override
                public void nodeIdTaken(String why) {
                    told.add(why);
                }
            },
            failures::add);

    @Before
    public void connect() {
        registration.connection(true);
        scheduler.run();
    }

    private void begin() {
        registration.begin();
        scheduler.run();
    }

    private void answers(ProbeAnswer answer) {
        asked.remove(0).complete(answer);
        scheduler.run();
    }

    private void comesBack() {
        registration.connection(false);
        registration.connection(true);
        scheduler.run();
    }

    @Test
    public void nothingIsRegisteredBeforeItIsToBegin() {
        assertEquals(0, znode.writes);
        begin();
        assertEquals(Optional.of(SELF), znode.value());
        assertTrue(registration.isInPlace());
        assertEquals(List.of("registered"), told);
    }

    @Test
    public void whatStaysThereIsWrittenOnce() {
        begin();
        registration.doubt();
        comesBack();
        assertEquals(1, znode.writes);
        assertEquals(List.of("registered", "still there", "still there"), told);
    }

    @Test
    public void withoutAConnectionItIsNotCountedOnAndNothingIsAsked() {
        begin();
        registration.connection(false);
        scheduler.run();
        assertFalse(registration.isInPlace());
        znode.isDeleted();
        registration.doubt();
        scheduler.timePasses();
        assertEquals(1, znode.writes);
        registration.connection(true);
        scheduler.run();
        assertTrue(registration.isInPlace());
    }

    @Test
    public void inANewSessionItIsRegisteredAnewAsTheSameProcess() {
        begin();
        znode.sessionEnds();
        comesBack();
        assertTrue(znode.isOurs());
        assertEquals(Optional.of(SELF), znode.value());
        assertEquals(List.of("registered", "registered"), told);
    }

    @Test
    public void whatAnEarlierSessionOfThisProcessHasLeftIsReplacedWithoutAProbe() {
        znode.isMadeBy(ANOTHER_SESSION, SELF);
        begin();
        assertTrue(znode.isOurs());
        assertEquals(0, asked.size());
    }

    @Test
    public void anEarlierProcessThatDoesNotAnswerIsReplaced() {
        for (ProbeAnswer answer : List.of(ProbeAnswer.GONE, ProbeAnswer.SILENT)) {
            znode.isMadeBy(ANOTHER_SESSION, EARLIER);
            registration.doubt();
            begin();
            assertFalse("it is asked first", znode.isOurs());
            answers(answer);
            assertTrue(znode.isOurs());
        }
    }

    @Test
    public void aProcessThatOwesAnAnswerIsWaitedForNoLongerThanTheLimit() {
        znode.isMadeBy(ANOTHER_SESSION, EARLIER);
        begin();
        scheduler.timePasses();
        assertTrue(znode.isOurs());
        answers(ProbeAnswer.ALIVE);
        assertEquals("that comes too late", List.of("registered"), told);
    }

    @Test
    public void anEarlierProcessThatAnswersKeepsTheNodeId() {
        znode.isMadeBy(ANOTHER_SESSION, EARLIER);
        begin();
        answers(ProbeAnswer.ALIVE);
        assertTrue(told.get(0), told.get(0).startsWith("node id a is in use: a:1 answers under it"));
        comesBack();
        scheduler.timePasses();
        assertFalse(registration.isInPlace());
        assertEquals(0, znode.writes);
    }

    @Test
    public void whatIsSilentElsewhereMustGoByItself() {
        znode.isMadeBy(ANOTHER_SESSION, ELSEWHERE);
        begin();
        answers(ProbeAnswer.GONE);
        assertEquals(NodeRegistration.Hindrance.OCCUPIED, registration.hindrance());
        znode.isDeleted();
        scheduler.timePasses();
        assertTrue(registration.isInPlace());
        assertEquals(NodeRegistration.Hindrance.NONE, registration.hindrance());
    }

    @Test
    public void whatCannotBeUnderstoodMustGoByItselfUnlessTheSessionIsOurs() {
        znode.isMadeBy(ANOTHER_SESSION, null);
        begin();
        assertEquals(NodeRegistration.Hindrance.OCCUPIED, registration.hindrance());
        znode.isMadeBy(znode.session, null);
        scheduler.timePasses();
        assertEquals(Optional.of(SELF), znode.value());
    }

    @Test
    public void aWriteWithoutAnAnswerIsLookedAtAgain() {
        znode.losesAnswers = true;
        begin();
        assertFalse(registration.isInPlace());
        assertEquals(NodeRegistration.Hindrance.NO_ANSWER, registration.hindrance());
        scheduler.timePasses();
        assertTrue(registration.isInPlace());
        assertEquals(1, znode.writes);
    }

    @Test
    public void anUnexpectedExceptionIsToldAndItIsTriedAgain() {
        znode.fails = new IllegalStateException("unexpected");
        begin();
        assertEquals(List.of(znode.fails), failures);
        znode.fails = null;
        scheduler.timePasses();
        assertTrue(registration.isInPlace());
    }

    @Test
    public void doubtsThatComeDuringAStepAreNotLost() {
        znode.isMadeBy(ANOTHER_SESSION, EARLIER);
        begin();
        registration.doubt();
        scheduler.run();
        answers(ProbeAnswer.GONE);
        assertEquals("it was looked at once more", List.of("registered", "still there"), told);
    }

    @Test
    public void inTheEndItIsTakenAwayUnlessItIsAnothers() {
        begin();
        registration.end();
        assertEquals(Optional.empty(), znode.value());
        znode.isMadeBy(ANOTHER_SESSION, EARLIER);
        registration.end();
        assertEquals(Optional.of(EARLIER), znode.value());
    }
}
