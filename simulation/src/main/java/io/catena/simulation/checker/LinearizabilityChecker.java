package io.catena.simulation.checker;

import java.util.List;

/**
 * Decides whether the operations on one key may have taken effect one after the other, each between its call and its
 * answer, and those of unknown outcome at any time behind their call or never. Keys are independent of each other: a
 * history is linearizable if and only if the operations on each of its keys are; {@link HistoryChecker} does that.
 *
 * <p>The verdict is exact unless it is {@link Verdict.Result#GAVE_UP}. The question is NP-complete in general;
 * histories whose writes tell versions are decided fast, others mostly so if each write has a value of its own.
 *
 * <p>Stateless; may be called from any thread.
 */
public final class LinearizabilityChecker {
    private LinearizabilityChecker() {}

    /**
     * Checks the operations on one key, in any order.
     *
     * @throws IllegalArgumentException if they are on several keys
     */
    public static Verdict check(List<Operation> ofOneKey, SearchLimits searchLimits) {
        if (ofOneKey.stream().map(o -> o.call().key()).distinct().count() > 1) {
            throw new IllegalArgumentException("operations on several keys; use HistoryChecker");
        }
        String key = ofOneKey.isEmpty() ? null : ofOneKey.get(0).call().key();
        LinearizabilitySearch linearizabilitySearch = new LinearizabilitySearch(Observed.only(ofOneKey), searchLimits);
        Verdict.Result result = linearizabilitySearch.run();
        List<Operation> operations = switch (result) {
            case LINEARIZABLE -> linearizabilitySearch.order();
            case NOT_LINEARIZABLE -> new Minimizer(searchLimits).minimize(ofOneKey);
            case GAVE_UP -> List.of();
        };
        return new Verdict(result, key, operations, linearizabilitySearch.configurations());
    }
}
