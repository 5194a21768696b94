package io.catena.server.placement;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What no placement may be. */
public class PermittedPlacementTest {
    private static final List<CarryingNode> NODES = List.of(
            new CarryingNode("a", "x", 1),
            new CarryingNode("b", "x", 1),
            new CarryingNode("c", "y", 1),
            new CarryingNode("d", "z", 1));
    private static final List<CarryingNode> APART =
            List.of(new CarryingNode("a", "a", 1), new CarryingNode("b", "b", 1), new CarryingNode("c", "c", 1));

    private static Placement lines(String... lines) {
        return new Placement(
                List.of(lines).stream().map(line -> List.of(line.split(""))).toList());
    }

    private static void isBroken(String what, List<CarryingNode> nodes, int replicas, Placement today, Placement next) {
        PermittedPlacement.BrokenException broken = assertThrows(
                PermittedPlacement.BrokenException.class, () -> PermittedPlacement.check(nodes, replicas, today, next));
        assertTrue(broken.getMessage(), broken.getMessage().contains(what));
    }

    private static void isBroken(String what, List<CarryingNode> nodes, int replicas, Placement next) {
        isBroken(what, nodes, replicas, Placement.empty(next.chains()), next);
    }

    @Test
    public void anEvenPlacementOnDifferentNodesAndDomainsIsPermitted() {
        PermittedPlacement.check(NODES, 2, Placement.empty(4), lines("ac", "cb", "bd", "da"));
        PermittedPlacement.check(APART, 3, Placement.empty(3), lines("abc", "bca", "cab"));
    }

    @Test
    public void eachChainHasItsReplicasOnDifferentNodesThatMayCarryThem() {
        isBroken("chain 2 has 1 replicas, not 2", APART, 2, lines("ab", "c"));
        isBroken("chain 1 has a node twice", APART, 2, lines("aa"));
        isBroken("chain 1 is on a node that may not carry it", APART, 2, lines("ae"));
        isBroken("1 chains instead of 2", APART, 2, Placement.empty(2), lines("ab"));
    }

    @Test
    public void noDomainHasMoreOfAChainThanItMust() {
        isBroken("chain 1 has 2 of 2 replicas in x", NODES, 2, lines("ab"));
        isBroken("chain 1 has 2 of 3 replicas in x", NODES, 3, lines("abc"));
        PermittedPlacement.check(NODES, 4, Placement.empty(1), lines("abcd"));
    }

    @Test
    public void replicasHeadsAndTailsAreWithinOneOfTheMean() {
        isBroken("a has 3 replicas, but its share is 1.33", APART, 1, lines("a", "a", "a", "b"));
        isBroken("a has 3 heads, but its share is 1.33", APART, 3, lines("abc", "acb", "abc", "bca"));
        isBroken("b has 0 tails, but its share is 1.33", APART, 3, lines("abc", "bac", "abc", "cba"));
    }

    @Test
    public void whatIsEvenStaysWhereItIs() {
        isBroken("2 replicas move, but 0 are above a share", APART, 1, lines("a", "b", "c"), lines("b", "a", "c"));
        isBroken("3 replicas move, but 0 are above", APART, 2, lines("ab", "bc", "ca"), lines("ac", "ba", "cb"));
    }

    @Test
    public void whatIsAboveAShareMayMove() {
        PermittedPlacement.check(APART, 1, lines("a", "a", "b"), lines("a", "c", "b"));
    }

    @Test
    public void theShareOfANodeIsInProportionToItsCapacity() {
        List<CarryingNode> nodes = new ArrayList<>(APART);
        nodes.add(new CarryingNode("e", "e", 5));
        PermittedPlacement.check(nodes, 1, Placement.empty(4), lines("e", "e", "e", "a"));
        isBroken("e has 1 replicas, but its share is 2.50", nodes, 1, lines("e", "a", "b", "c"));
    }

    @Test
    public void whatANodeOrADomainCannotCarryIsSharedByTheOthers() {
        List<CarryingNode> huge = new ArrayList<>(APART);
        huge.add(new CarryingNode("e", "e", 100));
        isBroken("a has 3 replicas, but its share is 1.33", huge, 2, lines("ea", "ae", "ea", "be"));
        PermittedPlacement.check(huge, 2, Placement.empty(4), lines("ea", "be", "ec", "ae"));
        List<CarryingNode> crowded = new ArrayList<>(NODES);
        crowded.add(new CarryingNode("e", "x", 1));
        isBroken("a has 4 replicas, but its share is 2.00", crowded, 2, lines("ac", "ac", "ad", "ad", "bc", "ed"));
        PermittedPlacement.check(crowded, 2, Placement.empty(6), lines("ac", "da", "bd", "cb", "ec", "de"));
    }

    @Test
    public void whereAReplicaIsMissingAnotherOneMayHaveToMakeRoom() {
        List<CarryingNode> nodes = new ArrayList<>(APART);
        nodes.add(new CarryingNode("d", "d", 1));
        PermittedPlacement.check(nodes, 2, lines("ab", "d"), lines("ac", "db"));
        isBroken("3 replicas move", nodes, 2, lines("ab", "d"), lines("cd", "ab"));
    }
}
