package io.catena.simulation.checker;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The writes of unknown outcome, and which of them have been made to take effect. */
final class OpenOperations {
    /** In the order of their calls. */
    private final List<Operation> operations;
    /** Equal numbers for equal calls: of those, the one that was called first is as good as any. */
    private final int[] callNumbers;

    private final BitSet used = new BitSet();

    /** @param namedValues see {@link Observed#namedValues}; null if all values count, because they are added to */
    OpenOperations(List<Operation> operations, Set<String> namedValues) {
        this.operations = operations;
        this.callNumbers = new int[operations.size()];
        Map<Object, Integer> numbers = new HashMap<>();
        for (int i = 0; i < callNumbers.length; i++) {
            Integer earlier = numbers.putIfAbsent(inEffect(operations.get(i).call(), namedValues), i);
            callNumbers[i] = earlier == null ? i : earlier;
        }
    }

    /** The call, or, if it writes a value that no operation names, its condition alone. */
    private static Object inEffect(Call call, Set<String> namedValues) {
        boolean named = call.kind() != Call.Kind.PUT || namedValues == null || namedValues.contains(call.value());
        return named ? call : call.condition();
    }

    void use(int index) {
        used.set(index);
    }

    void putBack(int index) {
        used.clear(index);
    }

    /** Those that may take effect next if nothing called at the horizon or behind it may; one of each call. */
    List<Integer> enabled(long horizon) {
        List<Integer> enabled = new ArrayList<>();
        BitSet calls = new BitSet();
        int end = operations.size();
        for (int i = used.nextClearBit(0); i < end && operations.get(i).invoked() < horizon; ) {
            if (!calls.get(callNumbers[i])) {
                calls.set(callNumbers[i]);
                enabled.add(i);
            }
            i = used.nextClearBit(i + 1);
        }
        return enabled;
    }

    BitSet used() {
        return (BitSet) used.clone();
    }
}
