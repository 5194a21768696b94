package io.catena.bench.placement;

import io.catena.server.placement.Placement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What is other in a placement than in the one before.
 *
 * @param nodes how many nodes carry something now
 */
record Moved(Placement before, Placement after, int nodes) {
    /** The chains with other nodes, or with another order. */
    List<Integer> chains() {
        return IntStream.rangeClosed(1, after.chains())
                .filter(chain -> !after.line(chain).equals(before.line(chain)))
                .boxed()
                .toList();
    }

    /** How many replicas stand where none was. */
    int replicasMade() {
        int made = 0;
        for (int chain = 1; chain <= after.chains(); chain++) {
            Set<String> come = new HashSet<>(after.line(chain));
            before.line(chain).forEach(come::remove);
            made += come.size();
        }
        return made;
    }

    /** How many chains get another node in the place that is the first of this part of a line. */
    int others(Function<List<String>, String> place) {
        int others = 0;
        for (int chain = 1; chain <= after.chains(); chain++) {
            List<String> line = before.line(chain);
            others += line.isEmpty() || !place.apply(line).equals(place.apply(after.line(chain))) ? 1 : 0;
        }
        return others;
    }

    static String head(List<String> line) {
        return line.get(0);
    }

    static String tail(List<String> line) {
        return line.get(line.size() - 1);
    }

    /** How many replicas a node had before. */
    static int carried(Placement placement, String nodeId) {
        return (int)
                placement.lines().stream().filter(line -> line.contains(nodeId)).count();
    }

    /** Over all nodes, how many places of this part of each line one has. */
    IntSummaryStatistics ofANode(Function<List<String>, List<String>> part) {
        Map<String, Integer> counts = new HashMap<>();
        after.lines().forEach(line -> part.apply(line).forEach(node -> counts.merge(node, 1, Integer::sum)));
        IntSummaryStatistics all =
                counts.values().stream().mapToInt(Integer::intValue).summaryStatistics();
        if (counts.size() < nodes) {
            all.accept(0);
        }
        return all;
    }

    /** By how much the node that is furthest from the mean is off it, in percent. */
    double percentOff() {
        IntSummaryStatistics all = ofANode(line -> line);
        double mean = mean();
        return 100 * Math.max(mean - all.getMin(), all.getMax() - mean) / mean;
    }

    /** The same of the most even placement that there is, since replicas are whole. */
    double leastPercentOff() {
        double mean = mean();
        return 100 * Math.max(mean - Math.floor(mean), Math.ceil(mean) - mean) / mean;
    }

    private double mean() {
        return (double) after.lines().stream().mapToInt(List::size).sum() / nodes;
    }
}
