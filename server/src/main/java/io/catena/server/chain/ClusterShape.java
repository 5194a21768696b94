package io.catena.server.chain;

/**
 * Into how many chains a cluster divides its keys, and how many nodes carry each of them. Chosen when the cluster is made, and
 * never changed: the chain of a key follows from it (P9).
 *
 * @param chains 1 to {@value #MOST_CHAINS}
 * @param replicas of each chain, 1 to {@value SharedSettings#MOST_REPLICAS}; {@value #ALL}: every node carries every chain
 */
public record ClusterShape(int chains, int replicas) {
    /** Every node carries every chain. */
    public static final int ALL = 0;

    public static final int MOST_CHAINS = 10_000;

    /** Of a cluster that does not say its shape. */
    public static final ClusterShape ONE_CHAIN = new ClusterShape(1, ALL);

    public ClusterShape {
        if (chains < 1 || chains > MOST_CHAINS || replicas < ALL || replicas > SharedSettings.MOST_REPLICAS) {
            throw new IllegalArgumentException(chains + " chains with " + replicas + " replicas");
        }
    }

    public boolean isOneChain() {
        return equals(ONE_CHAIN);
    }

    /** The format to which this program takes a cluster of this shape as it starts (P8, P10). */
    public ClusterFormat leastFormat() {
        return isOneChain() ? ClusterFormat.LIVES_APART : ClusterFormat.MANY_CHAINS;
    }

    @Override
    public String toString() {
        return (chains == 1 ? "1 chain" : chains + " chains")
                + (replicas == ALL
                        ? " on all nodes"
                        : replicas == 1 ? " of 1 replica" : " of " + replicas + " replicas");
    }
}
