package io.catena.simulation.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configurations that the search has been in. One is not worth a second look, nor is one that differs only in
 * having used up more of the writes that need never happen.
 */
final class Visited {
    private final Map<Configuration, List<BitSet>> usedBy = new HashMap<>();
    private long size;

    /**
     * Where the search stands, but for the open operations that were used.
     *
     * @param allTakenBefore see {@link Frontier}
     * @param takenBehind see {@link Frontier}
     * @param state what the key holds
     * @param beforeOpen what it held before the last step, if that was an open operation; else null
     * @param lastOpen the last step, if it was an open operation; else -1
     */
    record Configuration(int allTakenBefore, long[] takenBehind, Register state, Register beforeOpen, int lastOpen) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Configuration that
                    && allTakenBefore == that.allTakenBefore
                    && lastOpen == that.lastOpen
                    && Arrays.equals(takenBehind, that.takenBehind)
                    && state.equals(that.state)
                    && (beforeOpen == null ? that.beforeOpen == null : beforeOpen.equals(that.beforeOpen));
        }

        @Override
        public int hashCode() {
            int hash = 31 * allTakenBefore + Arrays.hashCode(takenBehind);
            hash = 31 * hash + state.hashCode();
            return 31 * hash + lastOpen;
        }
    }

    /** Remembers the configuration; false if there is nothing new to be found from it. */
    boolean add(Configuration configuration, BitSet usedOpen) {
        List<BitSet> seen = usedBy.computeIfAbsent(configuration, c -> new ArrayList<>(1));
        for (BitSet fewer : seen) {
            if (contains(usedOpen, fewer)) {
                return false;
            }
        }
        int before = seen.size();
        seen.removeIf(more -> contains(more, usedOpen));
        seen.add(usedOpen);
        size += seen.size() - before;
        return true;
    }

    long size() {
        return size;
    }

    private static boolean contains(BitSet all, BitSet part) {
        BitSet rest = (BitSet) part.clone();
        rest.andNot(all);
        return rest.isEmpty();
    }
}
