package io.catena.server.recovery;

import io.catena.server.chain.ClusterShape;
import java.util.List;
import java.util.stream.IntStream;

/** Which chains of a cluster an operator has named for a recovery. */
final class RecoveredChains {
    private static final String ALL = "all";

    private final List<Integer> chains;
    private final boolean all;

    private RecoveredChains(List<Integer> chains, boolean all) {
        this.chains = chains;
        this.all = all;
    }

    /**
     * @param named a number, or all; null if nothing was named, which will do if there is one chain
     * @throws RecoveryException if it is none of that, or if there is no such chain
     */
    static RecoveredChains of(String named, ClusterShape shape) throws RecoveryException {
        if (ALL.equals(named)) {
            return new RecoveredChains(
                    IntStream.rangeClosed(1, shape.chains()).boxed().toList(), true);
        }
        if (named == null) {
            if (shape.chains() > 1) {
                throw new RecoveryException(
                        "this cluster has " + shape.chains() + " chains; say --chain N, or --chain all", null);
            }
            return new RecoveredChains(List.of(1), false);
        }
        int chain = number(named);
        if (chain < 1 || chain > shape.chains()) {
            throw new RecoveryException(
                    "--chain must be 1 to " + shape.chains() + ", or all, and not '" + named + "'", null);
        }
        return new RecoveredChains(List.of(chain), false);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    List<Integer> chains() {
        return chains;
    }

    /** Whether all were named together, so that the recommended copy of each is chosen. */
    boolean isAll() {
        return all;
    }
}
