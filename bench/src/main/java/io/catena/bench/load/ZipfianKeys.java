package io.catena.bench.load;

import java.util.random.RandomGenerator;

/**
 * A few keys are requested very often and most keys rarely: the key of rank <i>r</i> with a probability proportional to
 * 1/<i>r</i><sup>skew</sup>. The popular keys are scattered over all keys.
 *
 * <p>The method is that of Gray and others, "Quickly Generating Billion-Record Synthetic Databases" (1994), which YCSB
 * uses too.
 */
final class ZipfianKeys implements KeyChooser {
    private final int keys;
    private final double skew;
    private final double zeta;
    private final double alpha;
    private final double eta;
    private final double secondRank;
    private final int[] keyOfRank;

    /** @param skew above 0 and below 1 */
    ZipfianKeys(int keys, double skew) {
        this.keys = keys;
        this.skew = skew;
        this.zeta = zeta(keys);
        this.alpha = 1 / (1 - skew);
        this.eta = (1 - Math.pow(2.0 / keys, 1 - skew)) / (1 - zeta(2) / zeta);
        this.secondRank = 1 + Math.pow(0.5, skew);
        this.keyOfRank = Scatter.of(keys);
    }

    @Override
    public int next(RandomGenerator random) {
        return keyOfRank[rank(random.nextDouble())];
    }

    /** 0 is the most popular. */
    private int rank(double u) {
        double place = u * zeta;
        if (place < 1 || keys == 1) {
            return 0;
        }
        if (place < secondRank) {
            return 1;
        }
        return (int) Math.min(keys - 1L, (long) (keys * Math.pow(eta * u - eta + 1, alpha)));
    }

    private double zeta(int upTo) {
        double sum = 0;
        for (int rank = 1; rank <= upTo; rank++) {
            sum += 1 / Math.pow(rank, skew);
        }
        return sum;
    }
}
