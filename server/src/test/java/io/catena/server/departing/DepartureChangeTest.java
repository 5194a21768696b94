package io.catena.server.departing;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.placement.PublishedPlacement;
import io.catena.server.runtime.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.Test;

/** Wishes while others change what is said. One chain of two replicas is to be on a and b; a, b and c are there. */
public class DepartureChangeTest implements DepartureDirectory, DepartureChange.Listener {
    private static final CarryingNode A = new CarryingNode("a", "a", 1);
    private static final CarryingNode B = new CarryingNode("b", "b", 1);
    private static final CarryingNode C = new CarryingNode("c", "c", 1);
    private static final PublishedPlacement PLACED =
            new PublishedPlacement(new Placement(List.of(List.of("a", "b"))), Map.of("a", A, "b", B));

    private final ManualTime time = new ManualTime();
    private Departures said = Departures.NONE;
    private int version;
    /** What others change, each before one write. */
    private final List<Departures> others = new ArrayList<>();

    /** What is told of a write if others have changed it. */
    private Replaced overtaken = new Replaced.Overtaken();

    private String problem = "";
    private int writes;
    private final List<String> told = new ArrayList<>();

    @Override
    public void read(Consumer<Found> then, Consumer<Exception> failed) {
        if (!problem.isEmpty()) {
            failed.accept(new IllegalStateException(problem));
            return;
        }
        then.accept(new Found(new CarryingSituation(PLACED, said, List.of(A, B, C)), version));
    }

    @Override
    public void replace(Found seen, Departures next, Consumer<Replaced> then) {
        if (!others.isEmpty()) {
            said = others.remove(0);
            version++;
        }
        boolean done = seen.version().equals(version);
        if (done) {
            writes++;
            said = next;
            version++;
        }
        then.accept(done ? new Replaced.Done() : overtaken);
    }

    @Override
    public void isSaid(Departures departures) {
        told.add("said");
    }

    @Override
    public void refused(DepartureRefused why) {
        told.add(why.reason().toString());
    }

    @Override
    public void unavailable(Exception why) {
        told.add("unchanged: " + why.getMessage());
    }

    @Override
    public void failed(Exception why) {
        told.add(why.getMessage());
    }

    private List<String> wish(DepartureWish wish) {
        told.clear();
        DepartureChange.begin(this, wish, this);
        return told;
    }

    @Test
    public void aWishIsWrittenDownOnce() {
        assertEquals(List.of("said"), wish(DepartureWish.drain("a", 2)));
        assertEquals(Departures.NONE.drain("a"), said);
        assertEquals("it is said already", List.of("said"), wish(DepartureWish.drain("a", 2)));
        assertEquals(1, writes);
    }

    @Test
    public void whatOthersHaveSaidMeanwhileStays() {
        others.add(Departures.NONE.go(List.of("b"), List.of("a", "b")));
        assertEquals(List.of("said"), wish(DepartureWish.drain("a", 2)));
        assertEquals(new Departures(List.of("a"), List.of("b")), said);
    }

    @Test
    public void aWishIsJudgedByWhatOthersHaveSaidMeanwhile() {
        others.add(Departures.NONE.drain("c"));
        assertEquals(List.of("TOO_FEW_NODES"), wish(DepartureWish.drain("a", 2)));
        assertEquals(Departures.NONE.drain("c"), said);
    }

    @Test
    public void aWishThatIsOvertakenAgainAndAgainIsRefused() {
        for (long awayMillis = 1; awayMillis <= 5; awayMillis++) {
            others.add(Departures.NONE.away(Map.of("b", awayMillis)));
        }
        assertEquals(List.of("OVERTAKEN"), wish(DepartureWish.drain("a", 2)));
        assertEquals(0, writes);
    }

    /** Others have changed it twice, and in between it may have been said. */
    @Test
    public void aWishThatMayHaveBeenSaidIsNotToldAsRefused() {
        overtaken = new Replaced.Unsure();
        others.add(Departures.NONE.drain("c"));
        List<String> told = wish(DepartureWish.drain("a", 2));
        assertTrue(told.toString(), told.get(0).startsWith("there would be 1 node"));
        said = Departures.NONE;
        others.add(Departures.NONE.drain("a").away(Map.of("b", 1L)));
        assertEquals("it is said all the same", List.of("said"), wish(DepartureWish.drain("a", 2)));
    }

    @Test
    public void aWishForANodeThatThereIsNotIsRefused() {
        assertEquals(List.of("UNKNOWN_NODE"), wish(DepartureWish.drain("z", 2)));
        assertEquals(List.of("UNKNOWN_NODE"), wish(DepartureWish.undrain("z")));
    }

    @Test
    public void whatCannotBeReadIsNotWritten() {
        problem = "unreadable";
        assertEquals(List.of("unchanged: unreadable"), wish(DepartureWish.undrain("a")));
    }

    @Test
    public void whetherAnythingWasChangedIsToldOfAWriteThatFails() {
        others.add(Departures.NONE);
        overtaken = new Replaced.Denied(new IllegalStateException("not permitted"));
        assertEquals(List.of("unchanged: not permitted"), wish(DepartureWish.drain("a", 2)));
        others.add(Departures.NONE);
        overtaken = new Replaced.Unknown(new IllegalStateException("no answer"));
        assertEquals(List.of("no answer"), wish(DepartureWish.drain("a", 2)));
    }

    @Test
    public void whoHasSaidThatItGoesDoesNotTakeItBack() {
        OwnWord word = new OwnWord(this, "a", time);
        word.goes(this);
        word.comes(this);
        time.runDue();
        assertEquals(new Departures(List.of(), List.of("a")), said);
        assertEquals(List.of("said"), told);
    }

    /** It goes in front of the reading or of the writing by which it says that it is there. */
    @Test
    public void whoGoesWhileItSaysThatItIsThereDoesNotTakeThatBack() {
        for (int call = 1; call <= 2; call++) {
            said = Departures.NONE;
            goesBeforeCall(call);
            assertEquals("call " + call, new Departures(List.of(), List.of("a")), said);
        }
    }

    private void goesBeforeCall(int number) {
        OwnWord[] word = new OwnWord[1];
        word[0] = new OwnWord(
                new DepartureDirectory() {
                    private int calls;

                    private void count() {
                        calls++;
                        if (calls == number) {
                            word[0].goes(DepartureChangeTest.this);
                        }
                    }

                    @Override
                    public void read(Consumer<Found> then, Consumer<Exception> failed) {
                        count();
                        DepartureChangeTest.this.read(then, failed);
                    }

                    @Override
                    public void replace(Found seen, Departures next, Consumer<Replaced> then) {
                        count();
                        DepartureChangeTest.this.replace(seen, next, then);
                    }
                },
                "a",
                time);
        word[0].comes(this);
        time.runDue();
    }

    /** Whoever has read that the node is away, and is about to say that it does not come back, has to look again. */
    @Test
    public void aNodeThatIsToCarrySomethingWritesThatItIsThereAlsoIfNothingWasSaidOfIt() {
        new OwnWord(this, "a", time).comes(this);
        time.runDue();
        assertEquals(Departures.NONE, said);
        assertEquals(1, writes);
    }

    @Test
    public void aNodeThatIsToCarryNothingWritesOnlyIfSomethingWasSaidOfIt() {
        new OwnWord(this, "c", time).comes(this);
        time.runDue();
        assertEquals(0, writes);
    }

    @Test
    public void thatANodeIsThereIsSaidUntilItIsWrittenDown() {
        said = Departures.NONE.go(List.of("a"), List.of("a", "b"));
        problem = "unreadable";
        new OwnWord(this, "a", time).comes(this);
        time.passes(3 * OwnWord.AGAIN_MILLIS);
        problem = "";
        time.passes(OwnWord.AGAIN_MILLIS);
        assertEquals(Departures.NONE, said);
        time.passes(10 * OwnWord.AGAIN_MILLIS);
        assertEquals(1, writes);
        assertEquals("the first attempt is told", List.of("unreadable"), told);
    }

    @Test
    public void aNodeThatComesTwiceSaysItOnce() {
        OwnWord word = new OwnWord(this, "a", time);
        problem = "unreadable";
        word.comes(this);
        time.runDue();
        word.comes(this);
        problem = "";
        time.passes(10 * OwnWord.AGAIN_MILLIS);
        assertEquals(1, writes);
    }

    @Test
    public void aNodeThatGoesStopsToSayThatItIsThere() {
        OwnWord word = new OwnWord(this, "a", time);
        problem = "unreadable";
        word.comes(this);
        time.runDue();
        problem = "";
        word.goes(this);
        time.passes(10 * OwnWord.AGAIN_MILLIS);
        assertEquals(new Departures(List.of(), List.of("a")), said);
        assertEquals(1, writes);
    }
}
