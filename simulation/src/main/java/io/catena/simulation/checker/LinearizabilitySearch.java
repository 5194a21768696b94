package io.catena.simulation.checker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Looks for an order of one key's operations that agrees with real time and with the {@link Register}: Wing and Gong's
 * search, with the memory of visited configurations that Lowe added. Five rules, each of which leaves an order to be
 * found if there is one, keep it from branching where nothing is to be gained:
 *
 * <ol>
 *   <li>What changes nothing and is right here is taken at once: where it stood later it will not be missed.
 *   <li>A write of unknown outcome takes effect only directly before something that needs it. Elsewhere it could be left
 *       out, or moved behind what follows it, since it never returned.
 *   <li>Of several open writes of the same, the one that was called first is used first; and a configuration that has used
 *       more open writes than another, equal one is no better than that ({@link Visited}).
 *   <li>A step that makes an answer impossible for good is not taken ({@link Demand}).
 *   <li>Where no operation needs the present value any more, a write that may come next, and of whose value all readers may
 *       too, does come next, if writes and gets are all there is: whatever else came first would overwrite the present
 *       value, and can as well overwrite this one.
 * </ol>
 *
 * <p>One search, one thread. No promise is made on the order that is found when there are several.
 */
final class LinearizabilitySearch {
    private static final int NONE = -1;
    /** Between two looks at the clock. */
    private static final int STEPS_PER_LOOK = 256;

    /** Those with an answer in the order of their calls, then the open ones in the order of theirs. */
    private final List<Operation> operations = new ArrayList<>();

    private final int answered;
    private final Frontier frontier;
    private final OpenOperations open;
    private final Demand demand;
    private final Visited visited = new Visited();
    private final SearchLimits searchLimits;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long configurations;

    /**
     * Where the search stands after some step.
     *
     * @param taken what the step put in order: one operation, then those that change nothing
     * @param beforeOpen the state before the step if that was one open operation and nothing else; else null
     * @param candidates what may come next
     */
    private record Step(List<Integer> taken, Register state, Register beforeOpen, Deque<Integer> candidates) {}

    LinearizabilitySearch(List<Operation> ofOneKey, SearchLimits searchLimits) {
        this.searchLimits = searchLimits;
        List<Operation> byCall = new ArrayList<>(ofOneKey);
        byCall.sort(Comparator.comparingLong(Operation::invoked));
        List<Operation> unknown = byCall.stream().filter(Operation::isOpen).toList();
        byCall.removeIf(Operation::isOpen);
        operations.addAll(byCall);
        operations.addAll(unknown);
        answered = byCall.size();
        frontier = new Frontier(byCall);
        boolean appends = byCall.stream().anyMatch(o -> o.call().kind() == Call.Kind.APPEND)
                || unknown.stream().anyMatch(o -> o.call().kind() == Call.Kind.APPEND);
        open = new OpenOperations(unknown, appends ? null : Observed.namedValues(operations));
        demand = new Demand(operations);
    }

    Verdict.Result run() {
        long start = System.nanoTime();
        if (demand.isHopeless()) {
            return Verdict.Result.NOT_LINEARIZABLE;
        }
        enter(new ArrayList<>(), Register.INITIAL, null);
        for (long count = 0; !steps.isEmpty(); count++) {
            if (frontier.isEmpty()) {
                return Verdict.Result.LINEARIZABLE;
            }
            boolean look = count % STEPS_PER_LOOK == 0;
            if (visited.size() > searchLimits.configurations() || look && isOverdue(start)) {
                return Verdict.Result.GAVE_UP;
            }
            Step top = steps.peek();
            Integer candidate = top.candidates().poll();
            if (candidate == null) {
                steps.pop();
                putBack(top.taken());
            } else {
                tryNext(top, candidate);
            }
        }
        return Verdict.Result.NOT_LINEARIZABLE;
    }

    /** The order that was found. */
    List<Operation> order() {
        List<Operation> order = new ArrayList<>();
        steps.descendingIterator().forEachRemaining(s -> s.taken().forEach(i -> order.add(operations.get(i))));
        return order;
    }

    /** How many configurations the search has been in. */
    long configurations() {
        return configurations;
    }

    private boolean isOverdue(long startNanos) {
        return searchLimits.timeoutMillis() > 0
                && System.nanoTime() - startNanos > searchLimits.timeoutMillis() * 1_000_000;
    }

    private void tryNext(Step top, int index) {
        Operation operation = operations.get(index);
        Register next = top.state().after(operation);
        if (next == null || !isWorthIt(top, operation, next)) {
            return;
        }
        take(index);
        List<Integer> taken = new ArrayList<>(List.of(index));
        if (demand.isHopeless(top.state(), next)) {
            putBack(taken);
            return;
        }
        enter(taken, next, operation.isOpen() ? top.state() : null);
    }

    /** The second rule: an open operation must change something, and what follows one must need it. */
    private boolean isWorthIt(Step top, Operation operation, Register next) {
        if (operation.isOpen() && next.equals(top.state())) {
            return false;
        }
        if (top.beforeOpen() == null) {
            return true;
        }
        Register without = top.beforeOpen().after(operation);
        if (without == null) {
            return true;
        }
        Operation openBefore = operations.get(top.taken().get(0));
        return !next.equals(without) && !next.equals(without.after(openBefore));
    }

    private void enter(List<Integer> taken, Register state, Register beforeOpen) {
        takeWhatChangesNothing(taken, state);
        Register before = taken.size() == 1 ? beforeOpen : null;
        int lastOpen = before == null ? NONE : taken.get(0);
        Visited.Configuration configuration =
                new Visited.Configuration(frontier.allTakenBefore(), frontier.takenBehind(), state, before, lastOpen);
        configurations++;
        if (visited.add(configuration, open.used())) {
            steps.push(new Step(taken, state, before, candidates(state)));
        } else {
            putBack(taken);
        }
    }

    /** The first rule. */
    private void takeWhatChangesNothing(List<Integer> taken, Register state) {
        int before;
        do {
            before = taken.size();
            for (int index : frontier.enabled()) {
                Operation operation = operations.get(index);
                if (operation.changesNothing() && state.equals(state.after(operation))) {
                    take(index);
                    taken.add(index);
                }
            }
        } while (taken.size() > before);
    }

    /** Those with an answer first, the first that returned before the others: it has the least choice. */
    private Deque<Integer> candidates(Register state) {
        int[] enabled = frontier.enabled();
        int single = demand.closedWrite(state, enabled);
        if (single >= 0) {
            return new ArrayDeque<>(List.of(single));
        }
        List<Integer> candidates = new ArrayList<>();
        for (int index : enabled) {
            candidates.add(index);
        }
        candidates.sort(Comparator.comparingLong(i -> operations.get(i).returned()));
        open.enabled(frontier.horizon()).forEach(i -> candidates.add(answered + i));
        return new ArrayDeque<>(candidates);
    }

    private void take(int index) {
        demand.take(index);
        if (index < answered) {
            frontier.take(index);
        } else {
            open.use(index - answered);
        }
    }

    private void putBack(List<Integer> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            int index = taken.get(i);
            demand.putBack(index);
            if (index < answered) {
                frontier.putBack(index);
            } else {
                open.putBack(index - answered);
            }
        }
    }
}
