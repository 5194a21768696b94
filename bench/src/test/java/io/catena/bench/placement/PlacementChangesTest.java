package io.catena.bench.placement;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.bench.output.Table;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.NextPlacement;
import io.catena.server.placement.Placement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.Test;

/** Small clusters on paper. */
public class PlacementChangesTest {
    private static final int CHAINS = 120;

    @Test
    public void eachChangeIsDecidedAtOnceMovesTheLeastAndIsAsEvenAsWholeReplicasCanBe() {
        PlacementChanges changes = new PlacementChanges(CHAINS, 3, 1, step -> {});
        changes.study(20, 0);
        changes.study(20, 5);
        Table placements = changes.placements();
        assertEquals(8, placements.rows().size());
        assertEquals(List.of("first", "join", "drain", "loss"), placements.values("change"));
        for (int row = 0; row < 8; row++) {
            assertEquals(1, placements.number(row, "decisions"), 0);
            assertEquals(1, placements.number(row, "made_to_least"), 0);
            assertEquals(
                    placements.number(row, "least_percent_off"), placements.number(row, "percent_off_even"), 0.001);
        }
        assertEquals("18-18", placements.get(0, "replicas_of_a_node"));
        assertEquals("6-6", placements.get(0, "heads_of_a_node"));
        assertEquals("17-18", placements.get(1, "replicas_of_a_node"));
        assertEquals(List.of("20", "21", "19"), placements.values("nodes"));
    }

    @Test
    public void theChainsGoWhereTheyArePlacedByPermittedConfigurationsAlone() {
        List<CarryingNode> nodes = ImaginedNodes.of(10, 0);
        Set<String> alive =
                new TreeSet<>(nodes.stream().map(CarryingNode::nodeId).toList());
        List<Integer> all = IntStream.rangeClosed(1, CHAINS).boxed().toList();
        Placement first = NextPlacement.of(nodes, 3, Placement.empty(CHAINS));
        ChainRounds rounds = new ChainRounds(3);
        ChainRounds.Effort effort = rounds.follow(first, all, alive);
        assertEquals(CHAINS, effort.chains());
        assertEquals("formed; two join; one is appended as the next one begins", 4 * CHAINS, effort.epochs());
        assertEquals("the last one finds nothing to do", 5, effort.rounds());
        assertEquals(0, rounds.otherHeads(first));
        assertReached(first, rounds);

        List<CarryingNode> fewer = nodes.subList(0, 9);
        Placement next = NextPlacement.of(fewer, 3, first);
        alive.remove(nodes.get(9).nodeId());
        Moved moved = new Moved(first, next, 9);
        effort = rounds.follow(next, moved.chains(), alive);
        assertEquals(Moved.carried(first, nodes.get(9).nodeId()), moved.replicasMade());
        assertTrue(effort.epochs() >= 3 * moved.replicasMade());
        assertReached(next, rounds);
    }

    private static void assertReached(Placement placement, ChainRounds rounds) {
        assertEquals(CHAINS, rounds.newest().size());
        rounds.newest().values().forEach(configuration -> {
            Set<String> members = new TreeSet<>();
            configuration.members().forEach(member -> members.add(member.nodeId()));
            assertEquals(new TreeSet<>(placement.line(configuration.chain())), members);
        });
    }
}
