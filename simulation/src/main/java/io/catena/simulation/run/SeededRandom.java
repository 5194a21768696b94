package io.catena.simulation.run;

import java.util.List;
import java.util.SplittableRandom;

/** The only source of chance in a run. */
public final class SeededRandom {
    private final SplittableRandom random;

    public SeededRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From 0 to the limit, which is excluded. */
    public int below(int limit) {
        return random.nextInt(limit);
    }

    /** Both ends included. */
    public long between(long low, long high) {
        return low >= high ? low : random.nextLong(low, high + 1);
    }

    public double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** Many are short, few are long; never more than twenty times the mean. */
    public long exponential(long mean) {
        double drawn = -Math.log(1 - random.nextDouble());
        return (long) (mean * Math.min(drawn, 20));
    }

    public <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
