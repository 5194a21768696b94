package io.catena.bench.rebalance;

import io.catena.client.Layout;
import io.catena.client.Layout.Member;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Where the replicas of all chains are, as clients see it.
 *
 * @param lines the ports of the members of each chain, the head first; of chain 1 first
 */
record Spread(List<List<Integer>> lines) {
    /** How many replicas, and in which places, a node has. */
    record Carried(int replicas, int heads, int tails) {
        private Carried plus(boolean head, boolean tail) {
            return new Carried(replicas + 1, heads + (head ? 1 : 0), tails + (tail ? 1 : 0));
        }
    }

    static Spread of(List<Layout> layouts) {
        return new Spread(layouts.stream()
                .map(layout -> layout.members().stream().map(Member::port).toList())
                .toList());
    }

    /** By port; nodes that carry nothing are left out. */
    Map<Integer, Carried> byNode() {
        Map<Integer, Carried> carried = new TreeMap<>();
        for (List<Integer> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                Carried before = carried.getOrDefault(line.get(i), new Carried(0, 0, 0));
                carried.put(line.get(i), before.plus(i == 0, i == line.size() - 1));
            }
        }
        return carried;
    }

    int replicasOn(int port) {
        return byNode().getOrDefault(port, new Carried(0, 0, 0)).replicas();
    }

    /** How many replicas stand where the earlier one has none. */
    int madeSince(Spread earlier) {
        int made = 0;
        for (int i = 0; i < lines.size(); i++) {
            Set<Integer> come = new HashSet<>(lines.get(i));
            come.removeAll(new HashSet<>(earlier.lines.get(i)));
            made += come.size();
        }
        return made;
    }

    /** The lowest and the highest count of each place over all nodes that carry something, as {@code 9-10}. */
    String range(ToIntFunction<Carried> count) {
        IntSummaryStatistics all = byNode().values().stream().mapToInt(count).summaryStatistics();
        return all.getMin() + "-" + all.getMax();
    }
}
