package io.catena.bench.load;

import java.util.random.RandomGenerator;

/**
 * A share of the keys is hot and gets a share of the operations. Among the hot keys all are equally likely, and so are
 * all among the others.
 */
final class HotColdKeys implements KeyChooser {
    private final int[] order;
    private final int hot;
    private final double hotOperations;

    HotColdKeys(int keys, double hotKeys, double hotOperations) {
        this.order = Scatter.of(keys);
        this.hot = (int) Math.min(keys, Math.max(1, Math.round(keys * hotKeys)));
        this.hotOperations = hotOperations;
    }

    @Override
    public int next(RandomGenerator random) {
        boolean isHot = hot == order.length || random.nextDouble() < hotOperations;
        return order[isHot ? random.nextInt(hot) : hot + random.nextInt(order.length - hot)];
    }
}
