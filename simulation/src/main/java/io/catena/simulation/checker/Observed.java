package io.catena.simulation.checker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which open operations can make a difference to what anybody was told. */
final class Observed {
    private Observed() {}

    /**
     * The operations without those that say nothing: open gets, and open writes of what nobody can have seen.
     * The verdict on them is the same.
     */
    static List<Operation> only(List<Operation> operations) {
        boolean anyStateIsSeen = operations.stream().anyMatch(Observed::seesAnyState);
        Set<String> needed = new HashSet<>();
        for (Operation operation : operations) {
            if (needsValue(operation)) {
                needed.add(Demand.valueNeeded(operation));
            }
        }
        return operations.stream()
                .filter(o -> !o.isOpen()
                        || !o.call().isGet()
                                && (anyStateIsSeen || needed.contains(o.call().value())))
                .toList();
    }

    private static boolean needsValue(Operation operation) {
        Condition.Type type = operation.call().condition().type();
        return Demand.needsValue(operation) || type == Condition.Type.ABSENT || type == Condition.Type.VALUE;
    }

    /** Whether its outcome may tell of a write without telling the value. */
    private static boolean seesAnyState(Operation operation) {
        Call call = operation.call();
        return call.kind() == Call.Kind.APPEND
                || call.condition().type() == Condition.Type.VERSION
                || operation.answer() != null && !operation.answer().applied();
    }
}
