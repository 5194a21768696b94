package io.catena.server.placement;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** Where chains are put. Each placement that is computed here is checked against the table of permitted ones. */
public class NextPlacementTest {
    private static List<CarryingNode> nodes(int count, int domains) {
        List<CarryingNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new CarryingNode("n" + i, "d" + i % domains, 1));
        }
        return nodes;
    }

    /** Each one as "node@domain". */
    private static List<CarryingNode> named(String... nodes) {
        return Arrays.stream(nodes)
                .map(node -> node.split("@"))
                .map(node -> new CarryingNode(node[0], node[1], 1))
                .toList();
    }

    private static Placement lines(String... lines) {
        return new Placement(
                Arrays.stream(lines).map(line -> List.of(line.split(" "))).toList());
    }

    private static List<CarryingNode> without(List<CarryingNode> nodes, String nodeId) {
        return nodes.stream().filter(node -> !node.nodeId().equals(nodeId)).toList();
    }

    private static Placement place(List<CarryingNode> nodes, int replicas, Placement today) {
        Placement next = NextPlacement.of(nodes, replicas, today);
        try {
            PermittedPlacement.check(nodes, replicas, today, next);
        } catch (PermittedPlacement.BrokenException e) {
            throw new AssertionError(nodes + " from " + today + " to " + next, e);
        }
        assertEquals("nothing is left to do", next, NextPlacement.of(nodes, replicas, next));
        return next;
    }

    private static Placement first(List<CarryingNode> nodes, int replicas, int chains) {
        return place(nodes, replicas, Placement.empty(chains));
    }

    /** How many replicas of the second stand where the first has none. */
    private static int moved(Placement before, Placement after) {
        int moved = 0;
        for (int chain = 1; chain <= before.chains(); chain++) {
            Set<String> came = new HashSet<>(after.line(chain));
            before.line(chain).forEach(came::remove);
            moved += came.size();
        }
        return moved;
    }

    private static int count(Placement placement, String node) {
        return NextPlacement.counts(placement).getOrDefault(node, 0);
    }

    // ------------------------------------------------------------------------------------------- small and all of them

    @Test
    public void everySmallClusterIsPlacedAsPermittedAlsoAfterEachNodeLeavesAndComesBack() {
        for (int count = 1; count <= 6; count++) {
            for (int domains = 1; domains <= count; domains++) {
                for (int replicas = 1; replicas <= 4; replicas++) {
                    for (int chains = 1; chains <= 9; chains++) {
                        leaveAndComeBack(nodes(count, domains), replicas, chains);
                    }
                }
            }
        }
    }

    private static void leaveAndComeBack(List<CarryingNode> nodes, int replicas, int chains) {
        Placement placement = first(nodes, replicas, chains);
        for (CarryingNode node : nodes.size() > 1 ? nodes : List.<CarryingNode>of()) {
            Placement left = place(without(nodes, node.nodeId()), replicas, placement);
            assertEquals(0, count(left, node.nodeId()));
            placement = place(nodes, replicas, left);
        }
    }

    @Test
    public void largeClustersThatChangeAtRandomAreAlwaysPlacedAsPermitted() {
        for (int seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            int replicas = 1 + random.nextInt(5);
            Placement placement = Placement.empty(1 + random.nextInt(400));
            List<CarryingNode> nodes = new ArrayList<>();
            int domains = 1 + random.nextInt(12);
            boolean sameCapacity = random.nextBoolean();
            for (int step = 0; step < 25; step++) {
                if (nodes.size() > 1 && random.nextInt(3) == 0) {
                    nodes.remove(random.nextInt(nodes.size()));
                } else {
                    nodes.add(new CarryingNode(
                            "n" + seed + "-" + step,
                            "d" + random.nextInt(domains),
                            sameCapacity ? 1 : 1 + random.nextInt(4)));
                }
                Collections.shuffle(nodes, random);
                try {
                    placement = place(nodes, replicas, placement);
                } catch (PermittedPlacement.BrokenException | AssertionError e) {
                    throw new AssertionError("seed " + seed + ", step " + step + ": " + nodes, e);
                }
            }
        }
    }

    // ------------------------------------------------------------------------------------------- what moves

    @Test
    public void aNodeThatJoinsMovesItsShareAndNothingElse() {
        for (int count = 3; count <= 40; count++) {
            Placement before = first(nodes(count, count), 3, 256);
            Placement after = place(nodes(count + 1, count + 1), 3, before);
            double share = 256 * 3.0 / (count + 1);
            assertTrue(count + " nodes: " + moved(before, after), moved(before, after) <= Math.ceil(share));
            assertEquals(count(after, "n" + count), moved(before, after));
        }
    }

    @Test
    public void aPlacementOfWhichOnlyAPartWasPublishedIsOneLikeAnyOther() {
        for (int count = 4; count <= 30; count++) {
            Placement before = first(nodes(count, count), 3, 256);
            Placement after = place(nodes(count + 1, count + 1), 3, before);
            for (int published = 32; published < 256; published += 32) {
                List<List<String>> lines = new ArrayList<>(after.lines().subList(0, published));
                lines.addAll(before.lines().subList(published, 256));
                Placement part = new Placement(lines);
                Placement next = place(nodes(count + 1, count + 1), 3, part);
                assertTrue(
                        count + " nodes, " + published + " chains",
                        moved(before, part) + moved(part, next) <= Math.ceil(256 * 3.0 / (count + 1)));
            }
        }
    }

    @Test
    public void aNodeThatLeavesMovesOnlyWhatItHadAndItsLoadFallsOnAllOthers() {
        for (int count = 5; count <= 40; count++) {
            List<CarryingNode> nodes = nodes(count, count);
            Placement before = first(nodes, 3, 16 * count);
            Placement after = place(without(nodes, "n2"), 3, before);
            assertEquals(count + " nodes", count(before, "n2"), moved(before, after));
            Map<String, Integer> gained = new HashMap<>(NextPlacement.counts(after));
            NextPlacement.counts(before).forEach((node, had) -> gained.merge(node, -had, Integer::sum));
            gained.remove("n2");
            int most = Collections.max(gained.values());
            int least = Collections.min(gained.values());
            assertTrue(count + " nodes: " + gained, least >= 0 && most - least <= 2);
        }
    }

    @Test
    public void theChainsOfANodeAreSharedWithAllOthers() {
        Placement placement = first(nodes(10, 10), 3, 640);
        Map<String, Integer> shared = new HashMap<>();
        placement.lines().stream()
                .filter(line -> line.contains("n0"))
                .forEach(line -> line.forEach(node -> shared.merge(node, 1, Integer::sum)));
        shared.remove("n0");
        assertEquals(9, shared.size());
        double mean = 192 * 2 / 9.0;
        shared.forEach((node, count) -> assertTrue(shared.toString(), count > mean / 2 && count < mean * 1.5));
    }

    @Test
    public void aNodeOfTwiceTheCapacityCarriesTwiceAsMuch() {
        List<CarryingNode> nodes = new ArrayList<>(nodes(5, 5));
        nodes.add(new CarryingNode("big", "d-big", 2));
        Placement placement = first(nodes, 3, 700);
        assertEquals(600, count(placement, "big"));
        assertEquals(300, count(placement, "n1"));
    }

    @Test
    public void aNodeCarriesNoMoreThanOneReplicaOfEachChainWhateverItsCapacity() {
        List<CarryingNode> nodes = new ArrayList<>(nodes(4, 4));
        nodes.add(new CarryingNode("huge", "d-huge", 100));
        Placement placement = first(nodes, 3, 100);
        assertEquals(100, count(placement, "huge"));
        assertEquals(50, count(placement, "n0"));
    }

    @Test
    public void withFewerDomainsThanReplicasTheyAreSharedAsEvenlyAsCanBe() {
        Placement placement = first(nodes(8, 2), 3, 64);
        placement
                .lines()
                .forEach(line -> assertTrue(
                        line.toString(),
                        Math.abs(line.stream()
                                                        .filter(node -> Integer.parseInt(node.substring(1)) % 2 == 0)
                                                        .count()
                                                * 2
                                        - 3)
                                == 1));
    }

    @Test
    public void aSmallDomainLeavesTheRestToTheOthers() {
        List<CarryingNode> nodes = new ArrayList<>();
        nodes.add(new CarryingNode("a1", "a", 1));
        nodes.add(new CarryingNode("b1", "b", 1));
        for (int i = 0; i < 4; i++) {
            nodes.add(new CarryingNode("c" + i, "c", 1));
        }
        Placement placement = first(nodes, 3, 40);
        assertEquals("each chain needs all three domains", 40, count(placement, "a1"));
        assertEquals(10, count(placement, "c2"));
    }

    @Test
    public void moreReplicasOrFewerAreReachedWithoutOtherMoves() {
        List<CarryingNode> nodes = nodes(7, 7);
        Placement three = first(nodes, 3, 70);
        Placement four = place(nodes, 4, three);
        assertEquals(70, moved(three, four));
        assertEquals(0, moved(four, place(nodes, 3, four)));
    }

    @Test
    public void aNodeThatLacksReplicasGetsThemAlsoFromNodesThatAreOneAboveTheLeast() {
        List<CarryingNode> nodes = named(
                "n0@d0", "n2@d0", "n7@d0", "n9@d0", "n10@d0", "n17@d0", "n15@d1", "n18@d1", "n19@d1", "n16@d2",
                "n20@d2", "n21@d2");
        Placement today = lines(
                "n16 n0 n9 n15",
                "n18 n2 n0 n16",
                "n7 n10 n16 n15",
                "n2 n15 n18 n10",
                "n9 n10 n15 n18",
                "n15 n9 n16 n2",
                "n15 n7 n18 n0");
        Placement next = place(nodes, 4, today);
        nodes.forEach(node -> assertTrue(next.toString(), List.of(2, 3).contains(count(next, node.nodeId()))));
    }

    /** The chains that lack a replica are those that the node with room has already. */
    @Test
    public void whereEvennessForcesAReplicaOutOfTheWayOneThatStaysMoves() {
        List<CarryingNode> nodes = named("n0@D0", "n6@D6", "n7@D7", "n9@D9");
        Placement today = lines(
                "n0 n7 n6",
                "n8 n0 n9",
                "n7 n9 n8",
                "n6 n8 n9",
                "n0 n6 n9",
                "n8 n9 n0",
                "n0 n8 n6",
                "n7 n6 n0",
                "n6 n0 n7",
                "n7 n0 n6",
                "n9 n7 n8",
                "n9 n8 n7",
                "n6 n7 n0",
                "n8 n9 n7",
                "n9 n6 n8");
        Placement next = place(nodes, 3, today);
        assertEquals("9 that were lost and one that makes room", 10, moved(today, next));
    }

    // ------------------------------------------------------------------------------------------- ten thousand chains

    @Test
    public void tenThousandChainsOnAThousandNodesAreWithinOneOfEvenAndMoveLittle() {
        List<CarryingNode> nodes = nodes(1_000, 40);
        Placement before = first(nodes, 3, 10_000);
        Placement lost = place(without(nodes, "n77"), 3, before);
        assertEquals(30, moved(before, lost));
        List<CarryingNode> joined = new ArrayList<>(nodes);
        joined.add(new CarryingNode("new", "d5", 1));
        Placement after = place(joined, 3, before);
        assertTrue("moved " + moved(before, after), moved(before, after) <= 30);
    }

    @Test
    public void theSameIsComputedWhateverTheOrderOfTheNodes() {
        List<CarryingNode> nodes = new ArrayList<>(nodes(9, 3));
        Placement placement = first(nodes, 3, 50);
        Collections.reverse(nodes);
        assertEquals(placement, first(nodes, 3, 50));
    }

    @Test
    public void nonsenseIsRefused() {
        List<CarryingNode> nodes = nodes(3, 3);
        assertThrows(IllegalArgumentException.class, () -> NextPlacement.of(List.of(), 3, Placement.empty(1)));
        assertThrows(IllegalArgumentException.class, () -> NextPlacement.of(nodes, 0, Placement.empty(1)));
        List<CarryingNode> twice = List.of(nodes.get(0), nodes.get(0));
        assertThrows(IllegalArgumentException.class, () -> NextPlacement.of(twice, 1, Placement.empty(1)));
        assertThrows(IllegalArgumentException.class, () -> new CarryingNode("a", "d", 0));
    }
}
