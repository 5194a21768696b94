package io.catena.simulation.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a history that is not linearizable small enough to be understood. It only ever forgets: what happened behind
 * some point, what a get found, that a write was answered. So whatever is left is a contradiction in the history itself.
 * The result need not be the smallest there is. Calls are told apart by their
 * positions.
 */
final class Minimizer {
    /** Bounds that keep the search for a small example from costing much more than the verdict did. */
    private static final int MAX_CHECKS = 1_000;

    private static final long MAX_CONFIGURATIONS_OF_ONE_CHECK = 20_000;
    private static final long MAX_CONFIGURATIONS = 500_000;
    private static final long MAX_MILLIS = 5_000;

    private final SearchLimits searchLimits;
    private final long startNanos = System.nanoTime();
    private int checks;
    private long configurations;

    Minimizer(SearchLimits searchLimits) {
        long configurations = Math.min(searchLimits.configurations(), MAX_CONFIGURATIONS_OF_ONE_CHECK);
        this.searchLimits = new SearchLimits(configurations, searchLimits.timeoutMillis());
    }

    /** An offending part of a history that offends as a whole, with all its answers, in the order of the calls. */
    List<Operation> minimize(List<Operation> operations) {
        Set<Long> calls = forgetAll(operations).stream().map(Operation::invoked).collect(Collectors.toSet());
        return operations.stream()
                .filter(o -> calls.contains(o.invoked()))
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
    }

    private List<Operation> forgetAll(List<Operation> operations) {
        List<Operation> part = Observed.only(shortestPrefix(operations));
        part = new ArrayList<>(part);
        part.sort(Comparator.comparingLong(Operation::invoked));
        int before;
        do {
            before = weight(part);
            for (int chunk = Math.max(1, part.size() / 2); chunk >= 1; chunk /= 2) {
                part = forgetChunks(part, chunk);
            }
        } while (weight(part) < before && !isSpent());
        return part;
    }

    private static int weight(List<Operation> operations) {
        return operations.stream().mapToInt(o -> o.isOpen() ? 1 : 2).sum();
    }

    /** The history up to the first answer that contradicts what was before. */
    private List<Operation> shortestPrefix(List<Operation> operations) {
        long[] ends = operations.stream()
                .filter(o -> !o.isOpen())
                .mapToLong(Operation::returned)
                .sorted()
                .toArray();
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offends(upTo(operations, ends[middle]))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return ends.length == 0 ? operations : upTo(operations, ends[high]);
    }

    private static List<Operation> upTo(List<Operation> operations, long end) {
        return operations.stream()
                .filter(o -> o.invoked() < end)
                .map(o -> o.returned() > end && !o.isOpen() ? o.forgotten() : o)
                .toList();
    }

    private List<Operation> forgetChunks(List<Operation> operations, int chunk) {
        List<Operation> part = operations;
        for (int end = part.size(); end > 0; end -= chunk) {
            int to = Math.min(end, part.size());
            int from = Math.max(0, to - chunk);
            List<Operation> less = Observed.only(forget(part, from, to));
            if (weight(less) < weight(part) && offends(less)) {
                part = less;
            }
        }
        return part;
    }

    private static List<Operation> forget(List<Operation> operations, int from, int to) {
        List<Operation> less = new ArrayList<>(operations.subList(0, from));
        for (Operation operation : operations.subList(from, to)) {
            if (!operation.changesNothing()) {
                less.add(operation.forgotten());
            }
        }
        less.addAll(operations.subList(to, operations.size()));
        return less;
    }

    /** False also if it cannot be told cheaply. */
    private boolean offends(List<Operation> operations) {
        if (isSpent()) {
            return false;
        }
        checks++;
        LinearizabilitySearch linearizabilitySearch =
                new LinearizabilitySearch(Observed.only(operations), searchLimits);
        Verdict.Result result = linearizabilitySearch.run();
        configurations += linearizabilitySearch.configurations();
        return result == Verdict.Result.NOT_LINEARIZABLE;
    }

    private boolean isSpent() {
        return checks >= MAX_CHECKS
                || configurations >= MAX_CONFIGURATIONS
                || searchLimits.timeoutMillis() > 0 && System.nanoTime() - startNanos > MAX_MILLIS * 1_000_000;
    }
}
