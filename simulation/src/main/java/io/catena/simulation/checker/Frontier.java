package io.catena.simulation.checker;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which of the answered operations have been put in order, and which may come next: those that were called before any
 * other that is left returned. Operations are put back in the reverse of the order in which they were taken.
 */
final class Frontier {
    /** In the order of their calls. */
    private final List<Operation> operations;
    /** A ring through the operations that are left, in the order of their calls; its last element is the entry. */
    private final int[] next;

    private final int[] previous;
    private final int entry;
    private final BitSet taken;

    Frontier(List<Operation> operations) {
        this.operations = operations;
        this.entry = operations.size();
        this.next = new int[entry + 1];
        this.previous = new int[entry + 1];
        this.taken = new BitSet(entry);
        for (int i = 0; i <= entry; i++) {
            next[i] = i == entry ? 0 : i + 1;
            previous[i] = i == 0 ? entry : i - 1;
        }
    }

    boolean isEmpty() {
        return next[entry] == entry;
    }

    void take(int index) {
        next[previous[index]] = next[index];
        previous[next[index]] = previous[index];
        taken.set(index);
    }

    void putBack(int index) {
        next[previous[index]] = index;
        previous[next[index]] = index;
        taken.clear(index);
    }

    /** The position of the first return of those that are left: whatever was called behind it must come later. */
    long horizon() {
        long horizon = Operation.OPEN;
        for (int i = next[entry]; i != entry && operations.get(i).invoked() < horizon; i = next[i]) {
            horizon = Math.min(horizon, operations.get(i).returned());
        }
        return horizon;
    }

    /** The operations that may come next, in the order of their calls. */
    int[] enabled() {
        int[] found = new int[16];
        int count = 0;
        long horizon = Operation.OPEN;
        for (int i = next[entry]; i != entry && operations.get(i).invoked() < horizon; i = next[i]) {
            horizon = Math.min(horizon, operations.get(i).returned());
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = i;
        }
        return Arrays.copyOf(found, count);
    }

    /** How many, from the first call on, have all been taken. */
    int allTakenBefore() {
        return taken.nextClearBit(0);
    }

    /** Which have been taken behind {@link #allTakenBefore}. */
    long[] takenBehind() {
        return taken.get(allTakenBefore(), taken.length()).toLongArray();
    }
}
