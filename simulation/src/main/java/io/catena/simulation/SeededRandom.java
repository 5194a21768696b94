package io.catena.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** The only source of chance in a run. */
final class SeededRandom {
    private final SplittableRandom random;

    SeededRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From 0 to the limit, which is excluded. */
    int below(int limit) {
        return random.nextInt(limit);
    }

    /** Both ends included. */
    long between(long low, long high) {
        return low >= high ? low : random.nextLong(low, high + 1);
    }

    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** Many are short, few are long; never more than twenty times the mean. */
    long exponential(long mean) {
        double drawn = -Math.log(1 - random.nextDouble());
        return (long) (mean * Math.min(drawn, 20));
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
