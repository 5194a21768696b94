package io.catena.server.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Member;
import io.catena.server.chain.Origin;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Shortage;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.PlayedDisk;
import io.catena.server.replica.PlayedReplica;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.SilentHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What a node does with what it is asked, whatever its replica is at the time. */
public class RequestsTest {
    private static final Member HEAD = new Member("h", 1, "h:1");
    private static final Member MIDDLE = new Member("m", 1, "m:1");
    private static final Member TAIL = new Member("t", 1, "t:1");
    private static final Configuration CHAIN =
            new Configuration(1, 3, 1, List.of(HEAD, MIDDLE, TAIL), null, true, Map.of());
    private static final Origin CLIENT = new Origin("192.0.2.7", 5);
    private static final long MACHINE = 192;
    private static final int TIMEOUT_MILLIS = 400;

    private static final Key KEY = new Key(new byte[] {1});
    private static final List<WriteCommand> PUT =
            List.of(new WriteCommand(LoggedWrite.Kind.PUT, KEY, new byte[] {2}, null, null, false));
    private static final List<WriteAnswer> WRITTEN = List.of(new WriteAnswer(true, 77, null));
    private static final List<VersionedValue> VALUES = List.of(new VersionedValue(new byte[] {2}, 77));

    private final CurrentReplica replica = new CurrentReplica();
    private final PlayedReplica played = new PlayedReplica();
    private final PlayedCalls calls = new PlayedCalls();
    private Configuration newest = CHAIN;
    private long nowNanos = 1_000_000_000;
    private long drawn = 4711;
    private final Requests requests = new Requests(
            1,
            replica,
            () -> newest,
            new Forwarding(calls),
            new Requests.Ports(() -> nowNanos, () -> drawn, origin -> MACHINE));

    private final Heard<WriteResponse> written = new Heard<>();
    private final Heard<ReadResponse> read = new Heard<>();
    private final Heard<StaleReadResponse> stale = new Heard<>();
    private final Heard<Long> opened = new Heard<>();

    private void lives(Member self, int position) {
        lives(self, position, null);
    }

    /** This node's replica is this one, stands at this place, and has a lease since then; null for none. */
    private void lives(Member self, int position, Long asOfNanos) {
        played.view = new ReplicaView(CHAIN, position, 3, 1, 0, 0, 0, 0, -1, asOfNanos, Shortage.NONE);
        replica.begins(
                self,
                new ReplicaDriver(
                        played,
                        () -> nowNanos,
                        listener -> new PlayedDisk(listener, null),
                        Runnable::run,
                        new ReplicaCounters(),
                        new SilentHost()));
    }

    /** The replica answers everything at once. */
    private static List<Effect> answering(Event event) {
        if (event instanceof Event.Write write) {
            return List.of(new Effect.WritesAnswered(write.ticket(), WRITTEN));
        } else if (event instanceof Event.Read asked) {
            return List.of(new Effect.ReadsAnswered(asked.ticket(), VALUES));
        } else if (event instanceof Event.ReadStale asked) {
            return List.of(new Effect.ReadsAnswered(asked.ticket(), VALUES));
        }
        return List.of();
    }

    private static CallContext context(int hops) {
        return new CallContext(1, CLIENT, hops, TIMEOUT_MILLIS);
    }

    private RequestFailure refusalOfWrite() {
        assertNull(written.result());
        return written.failure();
    }

    // ---------------------------------------------------------------------------------------------- here

    @Test
    public void theHeadAnswersWritesAndTellsTheNewestEpochThatItKnows() {
        lives(HEAD, 0);
        played.does = RequestsTest::answering;
        requests.write(context(0), PUT, written);
        assertEquals(new WriteResponse(WRITTEN, 3), written.result());
        assertEquals(List.of(), calls.asked);
    }

    @Test
    public void anyMemberAnswersReads() {
        lives(MIDDLE, 1);
        played.does = RequestsTest::answering;
        requests.read(context(0), List.of(KEY), read);
        assertEquals(new ReadResponse(VALUES, 3), read.result());
    }

    @Test
    public void theReplicaHasAsLongAsTheCallerSaysCountedFromNow() {
        lives(HEAD, 0);
        requests.write(context(0), PUT, written);
        requests.read(context(0), List.of(KEY), read);
        long deadlineNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
        assertEquals(new Event.Write(1, CLIENT, PUT, deadlineNanos), played.events.get(0));
        assertEquals(new Event.Read(2, CLIENT, List.of(KEY), deadlineNanos), played.events.get(1));
    }

    @Test
    public void whatTheReplicaRefusesIsRefusedForItsReason() {
        lives(HEAD, 0);
        played.does = event -> List.of(new Effect.Failed(((Event.Write) event).ticket(), Failure.NO_SPACE));
        requests.write(context(0), PUT, written);
        assertEquals(new RequestFailure.OfReplica(Failure.NO_SPACE), refusalOfWrite());
    }

    @Test
    public void ofAWriteThatALifeTakesWithItNothingIsCertainAndAReadIsToBeAskedElsewhere() {
        lives(HEAD, 0);
        requests.write(context(0), PUT, written);
        requests.read(context(0), List.of(KEY), read);
        replica.ends();
        assertEquals(new RequestFailure.OfReplica(Failure.UNKNOWN), refusalOfWrite());
        assertEquals(new RequestFailure.OfReplica(Failure.CHANGING), read.failure());
    }

    // ---------------------------------------------------------------------------------------------- elsewhere

    @Test
    public void aReplicaThatIsNotTheHeadPassesWritesOnToItForTheClientThatAsked() {
        lives(TAIL, 2);
        requests.write(context(0), PUT, written);
        assertEquals(List.of("write at h:1"), calls.asked);
        assertEquals(new CallContext(1, CLIENT, 1, TIMEOUT_MILLIS), calls.context);
        calls.write.completed(new WriteResponse(WRITTEN, 9));
        assertEquals("as the head told it", new WriteResponse(WRITTEN, 9), written.result());
    }

    @Test
    public void aNodeBetweenTwoLivesPassesReadsOnToTheTail() {
        requests.read(context(1), List.of(KEY), read);
        assertEquals(List.of("read at t:1"), calls.asked);
        assertEquals(2, calls.context.hops());
    }

    @Test
    public void whatWasPassedOnTwiceIsGivenBackWithNothingDone() {
        lives(TAIL, 2);
        requests.write(context(2), PUT, written);
        assertEquals(new RequestFailure.Changing(), refusalOfWrite());
        assertEquals(List.of(), calls.asked);
        assertEquals(List.of(), played.events);
    }

    @Test
    public void withoutAChainNoReplicaCanBeAsked() {
        newest = null;
        requests.write(context(0), PUT, written);
        requests.openSession(context(0), opened);
        requests.read(context(0), List.of(KEY), read);
        assertEquals(new RequestFailure.NoChain(), refusalOfWrite());
        assertEquals(new RequestFailure.NoChain(), opened.failure());
        assertEquals(new RequestFailure.NoChain(), read.failure());
    }

    @Test
    public void aRequestForAChainThatIsNotHereIsRefused() {
        lives(HEAD, 0);
        CallContext other = new CallContext(2, CLIENT, 0, TIMEOUT_MILLIS);
        requests.write(other, PUT, written);
        requests.read(other, List.of(KEY), read);
        requests.readStale(other, List.of(KEY), stale);
        requests.openSession(other, opened);
        RequestFailure none = new RequestFailure.NoSuchChain(2);
        assertEquals(
                List.of(none, none, none, none),
                List.of(refusalOfWrite(), read.failure(), stale.failure(), opened.failure()));
        assertEquals(List.of(), played.events);
    }

    // ---------------------------------------------------------------------------------------------- handovers

    /** The replica hands over what it is given, after that time; by then another member is the head. */
    private void handsOverAfter(long millis) {
        lives(MIDDLE, 0);
        played.does = event -> {
            nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
            played.view = new ReplicaView(CHAIN, 1, 3, 1, 0, 0, 0, 0, -1, null, Shortage.NONE);
            return List.of(new Effect.Failed(((Event.Write) event).ticket(), Failure.HANDED_OVER));
        };
    }

    @Test
    public void whatTheReplicaHandsOverGoesOnToTheNextHeadForAsLongAsIsLeft() {
        handsOverAfter(150);
        requests.write(context(0), PUT, written);
        assertEquals(List.of("write at h:1"), calls.asked);
        assertEquals(new CallContext(1, CLIENT, 1, TIMEOUT_MILLIS - 150), calls.context);
        calls.write.completed(new WriteResponse(WRITTEN, 9));
        assertEquals(new WriteResponse(WRITTEN, 9), written.result());
    }

    @Test
    public void aHandoverIsNoHopOfARequest() {
        for (int hops = 1; hops <= RequestRouting.MAX_HOPS; hops++) {
            handsOverAfter(0);
            requests.write(context(hops), PUT, written);
            assertEquals(new CallContext(1, CLIENT, hops, TIMEOUT_MILLIS), calls.context);
        }
    }

    @Test
    public void ofWhatIsHandedOverAtOnceNothingFailsForItsNumber() {
        handsOverAfter(0);
        List<Heard<WriteResponse>> all = new ArrayList<>();
        for (int i = 0; i < 2 * PlayedCalls.MOST_TO_ONE_NODE; i++) {
            lives(MIDDLE, 0);
            all.add(new Heard<>());
            requests.write(context(0), PUT, all.get(i));
        }
        int passedOn = calls.asked.size();
        assertTrue("" + passedOn, passedOn <= PlayedCalls.MOST_TO_ONE_NODE);
        assertTrue(all.stream().allMatch(heard -> heard.failure() == null));
        calls.write.completed(new WriteResponse(WRITTEN, 9));
        assertEquals("there is room for one more", passedOn + 1, calls.asked.size());
        nowNanos += TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
        calls.write.completed(new WriteResponse(WRITTEN, 9));
        assertEquals("the time of the others is over", passedOn + 1, calls.asked.size());
        assertEquals(
                2L * PlayedCalls.MOST_TO_ONE_NODE - passedOn - 1,
                all.stream()
                        .filter(heard -> new RequestFailure.OfReplica(Failure.DEADLINE).equals(heard.failure()))
                        .count());
    }

    @Test
    public void aSessionIsOpenedByTheNextHead() {
        handsOverAfter(1);
        requests.openSession(context(2), opened);
        assertEquals(List.of("open a session at h:1"), calls.asked);
        assertEquals(new CallContext(1, CLIENT, 2, TIMEOUT_MILLIS - 1), calls.context);
        calls.opening.completed(5L);
        assertEquals(5L, (long) opened.result());
    }

    @Test
    public void whatIsHandedOverTooLateWasCertainlyNotDone() {
        handsOverAfter(TIMEOUT_MILLIS);
        requests.write(context(0), PUT, written);
        assertEquals(new RequestFailure.OfReplica(Failure.DEADLINE), refusalOfWrite());
        assertEquals(List.of(), calls.asked);
    }

    @Test
    public void aHeadThatIsHeadAgainDoesWhatItHasHandedOver() {
        lives(HEAD, 0);
        played.does = event -> {
            played.does = RequestsTest::answering;
            return List.of(new Effect.Failed(((Event.Write) event).ticket(), Failure.HANDED_OVER));
        };
        requests.write(context(0), PUT, written);
        assertEquals(new WriteResponse(WRITTEN, 3), written.result());
    }

    // ---------------------------------------------------------------------------------------------- stale reads

    @Test
    public void aStaleReadIsAsOldAsItsLeaseAlsoIfThatIsRenewedWhileTheStoreIsAsked() {
        lives(TAIL, 2, nowNanos - 30);
        played.does = event -> {
            nowNanos += 500;
            played.view = new ReplicaView(CHAIN, 2, 3, 1, 0, 0, 0, 0, -1, nowNanos, Shortage.NONE);
            return answering(event);
        };
        requests.readStale(context(0), List.of(KEY), stale);
        assertEquals(new StaleReadResponse(new ReadResponse(VALUES, 3), 530L), stale.result());
    }

    @Test
    public void aReplicaThatNeverHadALeaseCannotTellHowOldItIs() {
        lives(TAIL, -1);
        played.does = RequestsTest::answering;
        requests.readStale(context(0), List.of(KEY), stale);
        assertNull(stale.result().ageNanos());
    }

    @Test
    public void betweenTwoLivesThereIsNothingToReadFrom() {
        requests.readStale(context(0), List.of(KEY), stale);
        assertEquals(new RequestFailure.BetweenLives(), stale.failure());
        assertEquals("no other node is asked", List.of(), calls.asked);
    }

    // ---------------------------------------------------------------------------------------------- sessions

    @Test
    public void theHeadDrawsASessionsNumberAndLogsForWhichMachine() {
        lives(HEAD, 0);
        played.does = RequestsTest::answering;
        requests.openSession(context(0), opened);
        WriteCommand command = ((Event.Write) played.events.get(0)).commands().get(0);
        assertEquals(LoggedWrite.Kind.OPEN_SESSION, command.kind());
        assertEquals(MACHINE, command.id().request());
        assertEquals(4711, command.id().session());
        assertEquals(4711L, (long) opened.result());
    }

    @Test
    public void aSessionsNumberIsNeverNegativeAndNeverZero() {
        lives(HEAD, 0);
        played.does = RequestsTest::answering;
        drawn = Long.MIN_VALUE;
        requests.openSession(context(0), opened);
        assertEquals(1L, (long) opened.result());
    }

    @Test
    public void anOriginThatOpensTooManySessionsIsToldHowLongToWaitAndLogsNothing() {
        lives(HEAD, 0);
        for (int i = 0; i < SessionAdmission.AT_ONCE; i++) {
            requests.openSession(context(0), new Heard<>());
        }
        requests.openSession(context(0), opened);
        RequestFailure.TooManySessions refused = (RequestFailure.TooManySessions) opened.failure();
        assertTrue(refused.verdict().ofOrigin());
        assertEquals(SessionAdmission.AT_ONCE, played.events.size());
        nowNanos += TimeUnit.MILLISECONDS.toNanos(refused.verdict().waitMillis());
        requests.openSession(context(0), new Heard<>());
        assertEquals(SessionAdmission.AT_ONCE + 1, played.events.size());
    }

    @Test
    public void aReplicaThatPassesOpeningsOnCountsNone() {
        lives(TAIL, 2);
        for (int i = 0; i <= SessionAdmission.AT_ONCE; i++) {
            requests.openSession(context(0), new Heard<>());
        }
        assertEquals(SessionAdmission.AT_ONCE + 1, calls.asked.size());
    }
}
