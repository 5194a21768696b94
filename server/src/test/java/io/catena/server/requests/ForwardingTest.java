package io.catena.server.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Member;
import io.catena.server.chain.Origin;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.Test;

/** What becomes of requests that were passed on. */
public class ForwardingTest {
    private static final Member HEAD = new Member("h", 1, "h:1");
    private static final Member TAIL = new Member("t", 1, "t:1");
    private static final CallContext CONTEXT = new CallContext(1, new Origin("client", 1), 0, 400);

    private final PlayedCalls calls = new PlayedCalls();
    private final Forwarding forwarding = new Forwarding(calls);
    private final Heard<WriteResponse> written = new Heard<>();
    private final Heard<ReadResponse> read = new Heard<>();
    private final Heard<Long> opened = new Heard<>();

    private void passAllOn() {
        forwarding.write(HEAD, CONTEXT, List.of(), written);
        forwarding.read(TAIL, CONTEXT, List.of(), read);
        forwarding.openSession(HEAD, CONTEXT, opened);
    }

    private static Configuration configuration(long epoch, Member... members) {
        return configuration(1, epoch, false, members);
    }

    private static Configuration configuration(int chain, long epoch, boolean clean, Member... members) {
        return new Configuration(chain, epoch, 1, List.of(members), null, clean, Map.of());
    }

    @Test
    public void theOtherNodesAnswerIsTheAnswer() {
        passAllOn();
        assertEquals(List.of("write at h:1", "read at t:1", "open a session at h:1"), calls.asked);
        calls.read.completed(new ReadResponse(List.of(), 9));
        calls.opening.completed(4711L);
        assertEquals(new ReadResponse(List.of(), 9), read.result());
        assertEquals(4711L, (long) opened.result());
    }

    @Test
    public void callsToANodeThatHasLostItsPlaceAreAbandonedWhenItHasNoneInAnotherChainEither() {
        Configuration other = new Configuration(2, 1, 1, List.of(HEAD), null, true, Map.of());
        forwarding.adopted(null, configuration(1, HEAD, TAIL));
        forwarding.adopted(null, other);
        forwarding.adopted(configuration(1, HEAD, TAIL), configuration(2, TAIL));
        assertEquals("it is still a member of chain 2", List.of(), calls.asked);
        forwarding.adopted(other, configuration(2, 2, false, TAIL));
        assertEquals(1, calls.asked.size());
        assertTrue(calls.asked.get(0), calls.asked.get(0).startsWith("abandon calls to h:1"));
    }

    @Test
    public void callsToANodeThatGaveUpItsRoleBeforeItWentGoOn() {
        forwarding.adopted(configuration(1, HEAD, TAIL), configuration(1, 2, true, TAIL));
        assertEquals(List.of(), calls.asked);
        forwarding.adopted(configuration(1, HEAD, TAIL), configuration(1, 3, true, TAIL));
        assertEquals("it may have gone in an epoch that is not known", 1, calls.asked.size());
    }

    private void lostOneOfTwoChains() {
        forwarding.adopted(null, configuration(1, HEAD, TAIL));
        forwarding.adopted(null, configuration(2, 1, true, HEAD, TAIL));
        forwarding.adopted(configuration(1, HEAD, TAIL), configuration(2, TAIL));
        assertEquals(List.of(), calls.asked);
    }

    @Test
    public void callsToANodeThatLostOneChainAndGaveUpTheOtherAreAbandoned() {
        lostOneOfTwoChains();
        forwarding.adopted(configuration(2, 1, true, HEAD, TAIL), configuration(2, 2, true, TAIL));
        assertEquals("it asked to go, and is silent since", 1, calls.asked.size());
    }

    @Test
    public void callsToANodeThatLostOneChainAreAbandonedWhenTheOtherIsNotKnownAnyMore() {
        lostOneOfTwoChains();
        forwarding.forget(2);
        assertEquals(1, calls.asked.size());
    }

    @Test
    public void aNodeThatIsBackInAChainMayGiveUpItsRoles() {
        lostOneOfTwoChains();
        forwarding.adopted(configuration(2, TAIL), configuration(3, TAIL, HEAD));
        forwarding.adopted(configuration(2, 1, true, HEAD, TAIL), configuration(2, 2, true, TAIL));
        forwarding.adopted(configuration(3, TAIL, HEAD), configuration(1, 4, true, TAIL));
        assertEquals(List.of(), calls.asked);
    }

    @Test
    public void aChainThatTheNodeKnowsNoLongerKeepsNoCalls() {
        forwarding.adopted(null, new Configuration(2, 1, 1, List.of(HEAD), null, true, Map.of()));
        forwarding.forget(2);
        forwarding.adopted(configuration(1, HEAD, TAIL), configuration(2, TAIL));
        assertEquals(1, calls.asked.size());
    }

    @Test
    public void whatTheOtherNodeRefusesIsRefusedInItsOwnWords() {
        passAllOn();
        RequestFailure words = new RequestFailure.OfReplica(Failure.TOO_FEW_MEMBERS);
        calls.write.failed(words);
        assertEquals(words, written.failure());
    }

    @Test
    public void whatChangesDataAndIsLostOnTheWayMayHaveBeenDone() {
        passAllOn();
        calls.write.lost("it is gone", true);
        calls.opening.lost("it is gone", true);
        assertEquals(new RequestFailure.Lost("it is gone"), written.failure());
        assertEquals(new RequestFailure.Lost("it is gone"), opened.failure());
    }

    @Test
    public void whatCertainlyDidNotArriveWasNotDone() {
        passAllOn();
        calls.write.lost("no process listens", false);
        calls.opening.lost("no process listens", false);
        assertEquals(new RequestFailure.Unreachable("h:1", "no process listens"), written.failure());
        assertEquals(new RequestFailure.Unreachable("h:1", "no process listens"), opened.failure());
    }

    @Test
    public void aReadThatIsLostCanBeAskedForAgain() {
        passAllOn();
        calls.read.lost("it is gone", true);
        assertEquals(new RequestFailure.Unreachable("t:1", "it is gone"), read.failure());
    }

    @Test
    public void whatIsTooMuchToPassOnWasNotDone() {
        passAllOn();
        calls.write.refused("too many calls");
        calls.read.refused("too many calls");
        assertEquals(new RequestFailure.TooManyCalls("too many calls"), written.failure());
        assertEquals(new RequestFailure.TooManyCalls("too many calls"), read.failure());
    }

    /** As many calls of the client as one may have to the head; returns the last. */
    private NodeCalls.Outcome<WriteResponse> takesAllRoom() {
        Heard<WriteResponse> last;
        do {
            last = new Heard<>();
            forwarding.write(HEAD, CONTEXT, List.of(), last);
        } while (last.failure() == null && calls.asked.size() <= PlayedCalls.MOST_TO_ONE_NODE);
        calls.asked.clear();
        return calls.write;
    }

    private Runnable goesOn(String name, boolean asks) {
        return () -> {
            calls.asked.add(name);
            if (asks) {
                forwarding.write(HEAD, CONTEXT, List.of(), new Heard<>());
            }
        };
    }

    @Test
    public void whatMustBePassedOnWaitsForRoomInItsOrder() {
        NodeCalls.Outcome<WriteResponse> call = takesAllRoom();
        forwarding.whenThereIsRoom(HEAD, CONTEXT.origin(), goesOn("first", true));
        forwarding.whenThereIsRoom(HEAD, CONTEXT.origin(), goesOn("second", true));
        forwarding.whenThereIsRoom(TAIL, CONTEXT.origin(), goesOn("to another node", false));
        assertEquals(List.of("to another node"), calls.asked);
        call.completed(new WriteResponse(List.of(), 1));
        assertEquals(List.of("to another node", "first", "write at h:1"), calls.asked);
        calls.write.lost("it is gone", true);
        assertEquals(List.of("second", "write at h:1"), calls.asked.subList(3, 5));
    }

    @Test
    public void whatIsGivenUpWhenThereIsRoomLeavesItToTheNext() {
        NodeCalls.Outcome<WriteResponse> call = takesAllRoom();
        forwarding.whenThereIsRoom(HEAD, CONTEXT.origin(), goesOn("too late", false));
        forwarding.whenThereIsRoom(HEAD, CONTEXT.origin(), goesOn("next", true));
        call.completed(new WriteResponse(List.of(), 1));
        assertEquals(List.of("too late", "next", "write at h:1"), calls.asked);
    }

    @Test
    public void anyNumberThatIsRefusedAtOnceNeedsNoStack() {
        NodeCalls.Outcome<WriteResponse> call = takesAllRoom();
        int waiting = 100_000;
        for (int i = 0; i < waiting; i++) {
            forwarding.whenThereIsRoom(HEAD, CONTEXT.origin(), () -> {
                forwarding.write(HEAD, CONTEXT, List.of(), new Heard<>());
                calls.write.refused("too many calls");
            });
        }
        call.completed(new WriteResponse(List.of(), 1));
        assertEquals(waiting, calls.asked.size());
    }

    private static CallContext of(String principal, int connection) {
        return new CallContext(1, new Origin("192.0.2.1", connection, principal), 0, 400);
    }

    @Test
    public void aPrincipalThatPassesOnAllThatItMayLeavesRoomForAnother() {
        for (int i = 0; i < 2 * PlayedCalls.MOST_TO_ONE_NODE && written.failure() == null; i++) {
            forwarding.write(HEAD, of("greedy", i), List.of(), written);
        }
        int passedOn = calls.asked.size();
        assertEquals(PlayedCalls.MOST_TO_ONE_NODE * 3 / 4, passedOn);
        String why = ((RequestFailure.TooManyCalls) written.failure()).why();
        assertTrue(why, why.contains("greedy") && why.contains("h:1"));
        forwarding.write(HEAD, of("modest", 1_000), List.of(), new Heard<>());
        assertEquals("the head is asked for another", passedOn + 1, calls.asked.size());
        forwarding.read(TAIL, of("greedy", 1), List.of(), read);
        assertEquals("so is another node", passedOn + 2, calls.asked.size());
    }

    @Test
    public void aSourceWithFewerCallsThanOthersIsNotToldThatItHasAsManyAsOneMayHave() {
        int principals = 0;
        while (calls.asked.size() < PlayedCalls.MOST_TO_ONE_NODE) {
            String principal = "p" + principals++;
            Heard<WriteResponse> refused = new Heard<>();
            for (int i = 0; refused.failure() == null && calls.asked.size() < PlayedCalls.MOST_TO_ONE_NODE; i++) {
                forwarding.write(HEAD, of(principal, i), List.of(), refused);
            }
        }
        assertTrue("" + principals, principals > 2);
        forwarding.write(HEAD, of("modest", 1), List.of(), written);
        assertEquals(
                new RequestFailure.TooManyCalls(
                        "the calls under way to h:1 by way of this node leave no room for one more of modest"),
                written.failure());
        forwarding.read(HEAD, of("p0", 1), List.of(), read);
        assertEquals(
                new RequestFailure.TooManyCalls(
                        "p0 has as many calls under way to h:1 by way of this node as one may have"),
                read.failure());
        Heard<ReadResponse> second = new Heard<>();
        forwarding.read(HEAD, of("p2", 1), List.of(), second);
        assertEquals(
                "p2 has fewer than the average",
                new RequestFailure.TooManyCalls(
                        "the calls under way to h:1 by way of this node leave no room for one more of p2"),
                second.failure());
    }

    @Test
    public void anAnsweredCallMakesRoomForAnotherWhateverTheAnswerWas() {
        List<Consumer<NodeCalls.Outcome<WriteResponse>>> ends = List.of(
                call -> call.completed(new WriteResponse(List.of(), 9)),
                call -> call.failed(new RequestFailure.OfReplica(Failure.TOO_FEW_MEMBERS)),
                call -> call.lost("it is gone", true),
                call -> call.refused("too many calls"));
        for (int i = 0; i < 3 * PlayedCalls.MOST_TO_ONE_NODE; i++) {
            forwarding.write(HEAD, of("greedy", 1), List.of(), new Heard<>());
            ends.get(i % ends.size()).accept(calls.write);
        }
        assertEquals(3 * PlayedCalls.MOST_TO_ONE_NODE, calls.asked.size());
    }

    @Test
    public void aMemberThatTheNewestConfigurationLacksIsWaitedForNoMore() {
        forwarding.adopted(configuration(7, HEAD, TAIL), configuration(8, TAIL));
        assertEquals(
                List.of("abandon calls to h:1, since h:1 has not answered, and has lost its place in the chain"),
                calls.asked);
    }

    @Test
    public void aMemberThatIsInWithItsNextLifeIsWaitedForNoMoreEither() {
        Member again = new Member("h", 2, "h:1");
        forwarding.adopted(configuration(7, HEAD, TAIL), configuration(8, TAIL, again));
        assertEquals(1, calls.asked.size());
    }

    @Test
    public void aMemberThatStaysIsWaitedForWhereverItStandsAndTheFirstConfigurationEndsNothing() {
        forwarding.adopted(null, configuration(7, HEAD));
        forwarding.adopted(configuration(7, HEAD, TAIL), configuration(8, TAIL, HEAD));
        assertEquals(List.of(), calls.asked);
    }
}
