package io.catena.server.controller.placing;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.controller.loop.Outcome;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.PlacementTimings;
import io.catena.server.placement.PublishedPlacement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.Test;

/** The controller's loop for the placement of four chains of two replicas. */
public class PlacingLoopTest {
    private static final int CHAINS = 4;
    private static final int REPLICAS = 2;
    private static final int TERM = 7;
    private static final long CALM_MILLIS = 5_000;
    private static final long AWAY_MILLIS = 300_000;

    private final PlacingLoop loop = new PlacingLoop(REPLICAS, PlacementTimings.STANDARD);
    private PublishedPlacement published = PublishedPlacement.empty(CHAINS);
    private int version;
    private long nowNanos;
    private List<CarryingNode> registered = new ArrayList<>();
    private int minReplicas = 1;
    private Departures departures = Departures.NONE;
    /** What the loop wants done and was not done yet. */
    private final List<PlacingEffect> wanted = new ArrayList<>();

    private void nodes(String... ids) {
        registered = Arrays.stream(ids)
                .map(id -> new CarryingNode(id, id, 1))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void tell(PlacingEvent event) {
        wanted.addAll(loop.step(nowNanos, event));
    }

    private <T extends PlacingEffect> List<T> take(Class<T> kind) {
        List<T> taken = wanted.stream().filter(kind::isInstance).map(kind::cast).toList();
        wanted.removeAll(taken);
        return taken;
    }

    /** Answers what is read until nothing more is to be read. */
    private void readings() {
        for (List<PlacingEffect.Read> reads = take(PlacingEffect.Read.class);
                !reads.isEmpty();
                reads = take(PlacingEffect.Read.class)) {
            assertEquals("one round at a time", 1, reads.size());
            tell(new PlacingEvent.Observed(reads.get(0).number(), found()));
        }
    }

    private PlacementDirectory.Reading.Found found() {
        return new PlacementDirectory.Reading.Found(
                published, departures, version, List.copyOf(registered), minReplicas);
    }

    private void elected() {
        tell(new PlacingEvent.Elected(TERM));
        readings();
    }

    private void hint() {
        tell(new PlacingEvent.Hinted());
        readings();
    }

    /** Time passes, and the last wake-up that was wanted comes if its time is over. */
    private void after(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        List<PlacingEffect.WakeAfter> wakes = take(PlacingEffect.WakeAfter.class);
        if (!wakes.isEmpty() && wakes.get(wakes.size() - 1).millis() <= millis) {
            tell(new PlacingEvent.Woken(wakes.get(wakes.size() - 1).number()));
            readings();
        } else {
            wanted.addAll(wakes);
        }
    }

    private PlacingEffect.Publish toBePublished() {
        List<PlacingEffect.Publish> publishes = take(PlacingEffect.Publish.class);
        assertEquals(1, publishes.size());
        return publishes.get(0);
    }

    private void publishes() {
        PlacingEffect.Publish publish = toBePublished();
        published = publish.next();
        departures = publish.departures();
        version++;
        tell(new PlacingEvent.Wrote(publish.number(), Outcome.DONE));
        readings();
    }

    private void isPlacedOn(String... ids) {
        nodes(ids);
        elected();
        after(CALM_MILLIS);
        publishes();
    }

    private List<String> named() {
        return published.named().stream().map(CarryingNode::nodeId).toList();
    }

    @Test
    public void chainsArePlacedWhenTheNodesHaveBeenTheSameForFiveSeconds() {
        nodes("a", "b");
        elected();
        after(CALM_MILLIS - 1);
        nodes("a", "b", "c");
        hint();
        assertTrue("another node has come", take(PlacingEffect.Publish.class).isEmpty());
        take(PlacingEffect.WakeAfter.class);
        nowNanos += TimeUnit.MILLISECONDS.toNanos(CALM_MILLIS);
        hint();
        PlacingEffect.Publish publish = toBePublished();
        assertEquals(TERM, publish.term());
        assertEquals("on condition of what was seen", found(), publish.seen());
        assertEquals(
                Arrays.asList("a", "b", "c"),
                publish.next().named().stream().map(CarryingNode::nodeId).toList());
        publish.next().placement().lines().forEach(line -> assertEquals(REPLICAS, line.size()));
    }

    @Test
    public void atRestNothingIsToBeDoneAndAHintChangesNothing() {
        isPlacedOn("a", "b", "c");
        assertEquals(List.of(), wanted);
        hint();
        assertEquals(List.of(), wanted);
    }

    @Test
    public void aNodeThatIsAwayKeepsItsChainsForFiveMinutesWithTheCapacityThatItHad() {
        registered = new ArrayList<>(
                List.of(new CarryingNode("a", "a", 1), new CarryingNode("b", "b", 1), new CarryingNode("c", "c", 2)));
        elected();
        after(CALM_MILLIS);
        publishes();
        registered.remove(2);
        hint();
        after(CALM_MILLIS);
        isAwayUntil(AWAY_MILLIS - 1, CALM_MILLIS);
        assertEquals(List.of("a", "b", "c"), named());
        after(1);
        hint();
        publishes();
        assertEquals(List.of("a", "b"), named());
    }

    @Test
    public void aNodeThatComesBackInTimeChangesNothing() {
        isPlacedOn("a", "b", "c");
        nodes("a", "b");
        hint();
        after(CALM_MILLIS);
        nodes("a", "b", "c");
        hint();
        after(CALM_MILLIS);
        after(AWAY_MILLIS);
        assertTrue(take(PlacingEffect.Publish.class).isEmpty());
    }

    @Test
    public void aNodeThatIsDrainedLosesItsChainsAtOnceAndGetsThemBack() {
        isPlacedOn("a", "b", "c");
        departures = Departures.NONE.drain("c");
        hint();
        publishes();
        assertEquals(List.of("a", "b"), named());
        assertEquals("nothing more is to be done", List.of(), wanted);
        departures = Departures.NONE;
        hint();
        publishes();
        assertEquals(List.of("a", "b", "c"), named());
    }

    @Test
    public void aNodeThatHasLeftForGoodIsReplacedWhenTheOthersHaveBeenTheSameForFiveSeconds() {
        isPlacedOn("a", "b", "c");
        nodes("a", "b");
        departures = Departures.NONE.go(List.of("c"), List.of("a", "b", "c"));
        hint();
        assertTrue(take(PlacingEffect.Publish.class).isEmpty());
        after(CALM_MILLIS);
        publishes();
        assertEquals(List.of("a", "b"), named());
    }

    /** Time passes while a node is away, and what is counted is written down. */
    private void isAwayUntil(long millis, long fromMillis) {
        for (long at = fromMillis; at < millis; ) {
            long step = Math.min(SeenNodes.NOTE_MILLIS, millis - at);
            after(step);
            at += step;
            if (wanted.stream().anyMatch(PlacingEffect.Publish.class::isInstance)) {
                publishes();
            }
        }
    }

    @Test
    public void forHowLongANodeIsAwayIsWrittenDownEachHalfMinute() {
        isPlacedOn("a", "b", "c");
        nodes("a", "b");
        hint();
        after(CALM_MILLIS);
        assertEquals(Map.of(), departures.awayMillis());
        after(SeenNodes.NOTE_MILLIS);
        publishes();
        assertEquals(Map.of("c", CALM_MILLIS + SeenNodes.NOTE_MILLIS), departures.awayMillis());
        assertEquals(List.of("a", "b", "c"), named());
    }

    @Test
    public void aNewTermGoesOnFromWhatWasWrittenDown() {
        isPlacedOn("a", "b", "c");
        nodes("a", "b");
        hint();
        after(CALM_MILLIS);
        isAwayUntil(AWAY_MILLIS - CALM_MILLIS, CALM_MILLIS);
        long counted = departures.awayMillis().get("c");
        tell(new PlacingEvent.Deposed());
        wanted.clear();
        nowNanos = 0;
        elected();
        after(CALM_MILLIS);
        assertTrue(take(PlacingEffect.Publish.class).isEmpty());
        wanted.clear();
        nowNanos = TimeUnit.MILLISECONDS.toNanos(AWAY_MILLIS - counted);
        hint();
        publishes();
        assertEquals(List.of("a", "b"), named());
    }

    @Test
    public void whatWasWrittenDownOfANodeIsForgottenWhenItIsThere() {
        isPlacedOn("a", "b", "c");
        departures = Departures.NONE.away(Map.of("c", AWAY_MILLIS));
        hint();
        publishes();
        assertEquals(Map.of(), departures.awayMillis());
    }

    @Test
    public void whatWasWrittenDownBeforeANodeWasThereDoesNotCount() {
        isPlacedOn("a", "b", "c");
        nodes("a", "b");
        departures = Departures.NONE.away(Map.of("c", AWAY_MILLIS));
        hint();
        publishes();
        assertEquals(Map.of("c", 0L), departures.awayMillis());
        after(CALM_MILLIS);
        assertTrue(take(PlacingEffect.Publish.class).isEmpty());
        assertEquals(List.of("a", "b", "c"), named());
    }

    @Test
    public void whatWasOvertakenIsReadAgain() {
        nodes("a", "b");
        elected();
        after(CALM_MILLIS);
        PlacingEffect.Publish publish = toBePublished();
        published = publish.next();
        version++;
        tell(new PlacingEvent.Wrote(publish.number(), Outcome.OVERTAKEN));
        readings();
        assertEquals("another one has published it", List.of(), wanted);
    }

    @Test
    public void aNewerTermEndsThePlacing() {
        nodes("a", "b");
        elected();
        after(CALM_MILLIS);
        tell(new PlacingEvent.Wrote(toBePublished().number(), Outcome.DEPOSED));
        assertEquals(List.of(new PlacingEffect.TermLost(TERM)), wanted);
        wanted.clear();
        tell(new PlacingEvent.Hinted());
        assertEquals(List.of(), wanted);
    }

    @Test
    public void answersOfAnEarlierTermAreVoid() {
        nodes("a", "b");
        tell(new PlacingEvent.Elected(TERM));
        PlacingEffect.Read old = take(PlacingEffect.Read.class).get(0);
        tell(new PlacingEvent.Deposed());
        tell(new PlacingEvent.Elected(TERM + 1));
        tell(new PlacingEvent.Observed(old.number(), found()));
        assertEquals(
                "only the new term's reading is awaited",
                1,
                take(PlacingEffect.Read.class).size());
        assertEquals(List.of(), wanted);
    }

    @Test
    public void whatCannotBeUnderstoodIsSaidOnceAndNothingIsPublished() {
        nodes("a", "b");
        tell(new PlacingEvent.Elected(TERM));
        for (int round = 0; round < 3; round++) {
            tell(new PlacingEvent.Observed(
                    take(PlacingEffect.Read.class).get(0).number(),
                    new PlacementDirectory.Reading.Unreadable("nonsense")));
            tell(new PlacingEvent.Hinted());
        }
        assertEquals(List.of(new PlacingEffect.Alarm("nonsense")), take(PlacingEffect.Alarm.class));
        assertTrue(take(PlacingEffect.Publish.class).isEmpty());
    }

    @Test
    public void withoutAnAnswerItTriesAgainAfterASecond() {
        nodes("a", "b");
        tell(new PlacingEvent.Elected(TERM));
        tell(new PlacingEvent.Observed(
                take(PlacingEffect.Read.class).get(0).number(), new PlacementDirectory.Reading.Unavailable("away")));
        assertEquals(1_000, take(PlacingEffect.WakeAfter.class).get(0).millis());
    }
}
