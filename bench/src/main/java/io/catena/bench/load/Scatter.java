package io.catena.bench.load;

import java.util.Random;

/** Spreads popular keys, so that they are not neighbours in a store that sorts keys. */
final class Scatter {
    private static final long SEED = 7;

    private Scatter() {}

    /** Each number below the given one once, in an order that is the same in all runs. */
    static int[] of(int numbers) {
        int[] order = new int[numbers];
        Random random = new Random(SEED);
        for (int i = 0; i < numbers; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
