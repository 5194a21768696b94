package io.catena.simulation.checker;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the operations that are left still need to find, and what they can still bring: tells early that a state leads
 * nowhere, because a value is about to be overwritten that an operation has yet to see and none will write again, or
 * because the versions have passed one that is yet to come.
 */
final class Demand {
    private static final int NO_VALUE = -1;
    private static final int NONE = -1;
    private static final long NO_VERSION = 0;

    /** Whether values can be accounted for: appended ones are made of parts. */
    private final boolean valuesCount;

    /** Whether there are only gets and writes, and all that is told are values. */
    private final boolean plain;

    private final int[] needed;
    private final int[] written;
    /** The numbers of the values, null (absent) included. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private final int[] valueNeededBy;
    private final int[] valueWrittenBy;
    /** For each operation its place in the order of versions; -1 if it tells none. */
    private final int[] versionRank;

    private final long[] versions;
    private final BitSet versionsPassed = new BitSet();

    Demand(List<Operation> operations) {
        int count = operations.size();
        valuesCount = operations.stream().noneMatch(o -> o.call().kind() == Call.Kind.APPEND);
        valueNeededBy = new int[count];
        valueWrittenBy = new int[count];
        for (int i = 0; i < count; i++) {
            Operation operation = operations.get(i);
            valueNeededBy[i] = needsValue(operation) ? numberOf(valueNeeded(operation)) : NO_VALUE;
            valueWrittenBy[i] = operation.changesNothing()
                    ? NO_VALUE
                    : numberOf(operation.call().value());
        }
        numberOf(Register.INITIAL.value());
        needed = new int[numbers.size()];
        written = new int[numbers.size()];
        for (int i = 0; i < count; i++) {
            count(i, 1);
        }
        versionRank = new int[count];
        versions = rankVersions(operations);
        plain = valuesCount
                && versions.length == 0
                && operations.stream().noneMatch(o -> o.call().hasCondition());
    }

    private int numberOf(String value) {
        return numbers.computeIfAbsent(value, v -> numbers.size());
    }

    /** Whether the operation can only take effect where the key holds one certain value, or does not exist. */
    static boolean needsValue(Operation operation) {
        if (operation.answer() == null) {
            return false;
        }
        Condition.Type type = operation.call().condition().type();
        return operation.call().isGet()
                || operation.answer().applied() && (type == Condition.Type.ABSENT || type == Condition.Type.VALUE);
    }

    /** The one value; null if the key must not exist. */
    static String valueNeeded(Operation operation) {
        return operation.call().isGet()
                ? operation.answer().value()
                : operation.call().condition().value();
    }

    /** The version that the key has no later than when the operation has taken effect; 0 if it was not told. */
    private static long versionTold(Operation operation) {
        Answer answer = operation.answer();
        if (answer == null || !answer.applied()) {
            return NO_VERSION;
        }
        Condition condition = operation.call().condition();
        return condition.type() == Condition.Type.VERSION ? condition.version() : answer.version();
    }

    private long[] rankVersions(List<Operation> operations) {
        int count = operations.size();
        Integer[] order = new Integer[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
            versionRank[i] = -1;
        }
        Arrays.sort(order, Comparator.comparingLong(i -> versionTold(operations.get(i))));
        long[] sorted = new long[count];
        int ranks = 0;
        for (int i : order) {
            long version = versionTold(operations.get(i));
            if (version != NO_VERSION) {
                versionRank[i] = ranks;
                sorted[ranks++] = version;
            }
        }
        return Arrays.copyOf(sorted, ranks);
    }

    void take(int index) {
        count(index, -1);
        if (versionRank[index] >= 0) {
            versionsPassed.set(versionRank[index]);
        }
    }

    void putBack(int index) {
        count(index, 1);
        if (versionRank[index] >= 0) {
            versionsPassed.clear(versionRank[index]);
        }
    }

    private void count(int index, int change) {
        if (valueNeededBy[index] != NO_VALUE) {
            needed[valueNeededBy[index]] += change;
        }
        if (valueWrittenBy[index] != NO_VALUE) {
            written[valueWrittenBy[index]] += change;
        }
    }

    /** Whether, from the first state on, some value is needed that no operation writes. */
    boolean isHopeless() {
        return valuesCount
                && numbers.entrySet().stream()
                        .anyMatch(e -> e.getKey() != Register.INITIAL.value() && isMissed(e.getValue()));
    }

    /** Whether nothing good can come of a step between the two states; the operations of the step have been taken. */
    boolean isHopeless(Register before, Register after) {
        if (valuesCount && !Objects.equals(before.value(), after.value())) {
            if (isMissed(numbers.get(before.value()))) {
                return true;
            }
        }
        int lowest = versionsPassed.nextClearBit(0);
        if (lowest >= versions.length) {
            return false;
        }
        return after.versionKnown() ? versions[lowest] < after.version() : versions[lowest] <= after.version();
    }

    /**
     * The fifth rule of {@link LinearizabilitySearch}: a write among the enabled operations whose readers are all among them, if
     * no operation needs the present value any more.
     *
     * @return its index; -1 if there is none
     */
    int closedWrite(Register state, int[] enabled) {
        if (!plain || needed[numbers.get(state.value())] > 0) {
            return NONE;
        }
        int[] readers = new int[needed.length];
        for (int index : enabled) {
            if (valueNeededBy[index] != NO_VALUE) {
                readers[valueNeededBy[index]]++;
            }
        }
        for (int index : enabled) {
            int value = valueWrittenBy[index];
            if (value != NO_VALUE && written[value] == 1 && readers[value] == needed[value]) {
                return index;
            }
        }
        return NONE;
    }

    private boolean isMissed(int value) {
        return needed[value] > 0 && written[value] == 0;
    }
}
