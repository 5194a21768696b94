package io.catena.server.placement;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.placement.PlacementChange.AwayNode;
import io.catena.server.placement.PlacementChange.Decision;
import io.catena.server.placement.PlacementChange.Seen;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Test;

/** When chains are placed anew, and which nodes are counted on. */
public class PlacementChangeTest {
    private static final int CHAINS = 12;
    private static final int REPLICAS = 3;
    private static final long CALM = PlacementTimings.STANDARD.calmMillis();
    private static final long LONG = PlacementTimings.STANDARD.replacedAfterMillis();

    private static CarryingNode node(int number) {
        return new CarryingNode("n" + number, "n" + number, 1);
    }

    private static List<CarryingNode> nodes(int... numbers) {
        return IntStream.of(numbers).mapToObj(PlacementChangeTest::node).toList();
    }

    private static Placement on(int... numbers) {
        return NextPlacement.of(nodes(numbers), REPLICAS, Placement.empty(CHAINS));
    }

    private static AwayNode away(int number, long millis) {
        return new AwayNode(node(number), millis, false);
    }

    private static Decision decide(Seen seen) {
        return PlacementChange.decide(seen, PlacementTimings.STANDARD);
    }

    private static Decision decide(Placement today, int minReplicas, List<CarryingNode> there, AwayNode... away) {
        return decide(new Seen(today, REPLICAS, minReplicas, there, CALM, List.of(away), Set.of()));
    }

    /** Node 4 is drained. */
    private static Decision drained(Placement today, List<CarryingNode> there, AwayNode... away) {
        return decide(new Seen(today, REPLICAS, 1, there, CALM, List.of(away), Set.of("n4")));
    }

    private static Set<String> carriers(Decision decision) {
        return decision.next().orElseThrow().lines().stream()
                .flatMap(List::stream)
                .collect(Collectors.toSet());
    }

    private static Decision firstMade(long calmMillis, List<CarryingNode> there) {
        return decide(new Seen(Placement.empty(CHAINS), REPLICAS, 1, there, calmMillis, List.of(), Set.of()));
    }

    @Test
    public void nodesThatStartTogetherArePlacedTogether() {
        Decision early = firstMade(CALM - 1, nodes(1, 2, 3));
        assertEquals(Optional.empty(), early.next());
        assertEquals("it is looked at again when they are all there", 1, early.lookAgainMillis());
        Map<String, Integer> counts =
                NextPlacement.counts(firstMade(CALM, nodes(1, 2, 3, 4)).next().orElseThrow());
        assertEquals(Map.of("n1", 9, "n2", 9, "n3", 9, "n4", 9), counts);
    }

    @Test
    public void withoutANodeNothingIsPlaced() {
        assertEquals(new Decision(Optional.empty(), 0), firstMade(LONG, List.of()));
        assertEquals(new Decision(Optional.empty(), 0), decide(on(1, 2, 3), 1, List.of(), away(1, LONG)));
    }

    @Test
    public void fewerNodesThanReplicasCarryAllTheyCan() {
        Placement two = firstMade(CALM, nodes(1, 2)).next().orElseThrow();
        assertTrue(two.lines().stream().allMatch(line -> line.size() == 2));
        Placement three = decide(two, 1, nodes(1, 2, 3)).next().orElseThrow();
        assertTrue(three.lines().stream().allMatch(line -> line.size() == REPLICAS));
    }

    @Test
    public void aPlacementThatIsAsItShouldBeStays() {
        assertEquals(new Decision(Optional.empty(), 0), decide(on(1, 2, 3, 4), 1, nodes(1, 2, 3, 4)));
    }

    @Test
    public void aNodeThatJoinsGetsItsShare() {
        Placement next = decide(on(1, 2, 3), 1, nodes(1, 2, 3, 4)).next().orElseThrow();
        assertEquals(9, (int) NextPlacement.counts(next).get("n4"));
    }

    @Test
    public void aNodeThatIsAwayKeepsItsReplicasForFiveMinutes() {
        Placement today = on(1, 2, 3, 4);
        Decision before = decide(today, 1, nodes(1, 2, 3), away(4, LONG - 7_000));
        assertEquals(new Decision(Optional.empty(), 7_000), before);
        assertEquals(Set.of("n1", "n2", "n3"), carriers(decide(today, 1, nodes(1, 2, 3), away(4, LONG))));
    }

    @Test
    public void theNextLookIsForTheNodeThatHasBeenAwayForLongest() {
        Placement today = on(1, 2, 3, 4, 5);
        assertEquals(
                LONG - 20_000,
                decide(today, 1, nodes(1, 2, 3), away(4, 10_000), away(5, 20_000))
                        .lookAgainMillis());
    }

    @Test
    public void aNodeThatDoesNotComeBackIsReplacedAtOnce() {
        Decision decision = decide(on(1, 2, 3, 4), 1, nodes(1, 2, 3), new AwayNode(node(4), 0, true));
        assertFalse(carriers(decision).contains("n4"));
    }

    @Test
    public void aNodeWithoutWhichAChainTakesNoWritesIsReplacedAtOnce() {
        Placement today = on(1, 2, 3, 4);
        assertEquals(
                Optional.empty(), decide(today, 2, nodes(1, 2, 3), away(4, 0)).next());
        assertEquals(Set.of("n1", "n2", "n3"), carriers(decide(today, 3, nodes(1, 2, 3), away(4, 0))));
        Placement onTwo =
                decide(today, 2, nodes(1, 2), away(3, 0), away(4, 0)).next().orElseThrow();
        assertTrue(onTwo.lines().stream().allMatch(line -> Set.copyOf(line).equals(Set.of("n1", "n2"))));
    }

    @Test
    public void nodesThatComeBackOneAfterTheOtherAreWaitedFor() {
        Seen restarting = new Seen(
                on(1, 2, 3, 4),
                REPLICAS,
                2,
                nodes(1),
                CALM - 1,
                Stream.of(2, 3, 4).map(n -> away(n, 0)).toList(),
                Set.of());
        assertEquals(Optional.empty(), decide(restarting).next());
    }

    @Test
    public void aNodeThatIsDrainedCarriesNothingWhileItIsThere() {
        assertEquals(Set.of("n1", "n2", "n3"), carriers(drained(on(1, 2, 3, 4), nodes(1, 2, 3, 4))));
        assertEquals(
                "nothing more is to be done",
                new Decision(Optional.empty(), 0),
                drained(on(1, 2, 3), nodes(1, 2, 3, 4)));
    }

    @Test
    public void aDrainedNodeThatIsKilledIsNotWaitedFor() {
        assertEquals(Set.of("n1", "n2", "n3"), carriers(drained(on(1, 2, 3, 4), nodes(1, 2, 3), away(4, 0))));
    }

    @Test
    public void aNodeThatStartsWhileAnotherOneIsDrainedGetsItsShare() {
        Placement next = drained(on(1, 2, 3, 4), nodes(1, 2, 3, 4, 5)).next().orElseThrow();
        assertEquals(Map.of("n1", 9, "n2", 9, "n3", 9, "n5", 9), NextPlacement.counts(next));
    }

    @Test
    public void aNodeThatIsDrainedNoMoreGetsItsShareBack() {
        Placement next = decide(on(1, 2, 3), 1, nodes(1, 2, 3, 4)).next().orElseThrow();
        assertEquals(9, (int) NextPlacement.counts(next).get("n4"));
    }

    @Test
    public void withoutANodeThatIsToCarryNothingIsPlacedOnThoseThatAreAway() {
        assertEquals(
                new Decision(Optional.empty(), 0),
                drained(on(1, 2, 3, 4), nodes(4), away(1, 0), away(2, 0), away(3, 0)));
    }

    @Test
    public void aNodeThatIsAwayStillCountsWhenAnotherOneJoins() {
        Placement next =
                decide(on(1, 2, 3), 1, nodes(1, 2, 4), away(3, 1_000)).next().orElseThrow();
        assertEquals(Map.of("n1", 9, "n2", 9, "n3", 9, "n4", 9), NextPlacement.counts(next));
    }
}
