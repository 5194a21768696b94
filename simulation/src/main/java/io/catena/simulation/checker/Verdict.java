package io.catena.simulation.checker;

import java.util.List;

/**
 * What the checker says of the operations on one key.
 *
 * @param result the verdict proper
 * @param key of the operations; null if there were none
 * @param operations if linearizable, an order in which they may have taken effect (open ones that need not have are
 *     left out); if not, an offending part as small as was cheap to find; else empty
 * @param configurations how many configurations were looked at
 */
public record Verdict(Result result, String key, List<Operation> operations, long configurations) {
    /** The three verdicts. */
    public enum Result {
        LINEARIZABLE,
        NOT_LINEARIZABLE,
        /** The limits did not suffice to tell. */
        GAVE_UP
    }

    public Verdict {
        operations = List.copyOf(operations);
    }

    public boolean isLinearizable() {
        return result == Result.LINEARIZABLE;
    }
}
