package io.catena.simulation.checker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which open operations can make a difference to what a client was told. */
final class Observed {
    private Observed() {}

    /**
     * The operations without those that say nothing: open gets, and open writes of what no operation can have seen.
     * The verdict on them is the same.
     */
    static List<Operation> only(List<Operation> operations) {
        Set<Long> told = new HashSet<>();
        for (Operation operation : operations) {
            if (operation.answer() != null) {
                told.add(operation.answer().version());
            }
        }
        boolean anyStateIsSeen = operations.stream().anyMatch(o -> seesAnyState(o, told));
        Set<String> needed = namedValues(operations);
        return operations.stream()
                .filter(o -> !o.isOpen()
                        || !o.call().isGet()
                                && (anyStateIsSeen || needed.contains(o.call().value())))
                .toList();
    }

    /** The values that an outcome can depend on, null (absent) among them; any other is as good as any other. */
    static Set<String> namedValues(List<Operation> operations) {
        Set<String> named = new HashSet<>();
        for (Operation operation : operations) {
            if (needsValue(operation)) {
                named.add(Demand.valueNeeded(operation));
            }
        }
        return named;
    }

    private static boolean needsValue(Operation operation) {
        Condition.Type type = operation.call().condition().type();
        return Demand.needsValue(operation) || type == Condition.Type.ABSENT || type == Condition.Type.VALUE;
    }

    /**
     * Whether its outcome may tell of an open write without telling the value. A version that a client was told is that
     * of an answered write, or of one whose value was told with it.
     */
    private static boolean seesAnyState(Operation operation, Set<Long> toldVersions) {
        Call call = operation.call();
        return call.kind() == Call.Kind.APPEND
                || call.condition().type() == Condition.Type.VERSION
                        && !toldVersions.contains(call.condition().version())
                || operation.answer() != null && !operation.answer().applied();
    }
}
