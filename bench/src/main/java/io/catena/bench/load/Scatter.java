package io.catena.bench.load;

import java.util.Random;

/** Spreads popular keys, so that they are no neighbours in a store that sorts. */
final class Scatter {
    private static final long SEED = 7;

    private Scatter() {}

    /** Each number below the given one once, in an order that is the same in every run. */
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
