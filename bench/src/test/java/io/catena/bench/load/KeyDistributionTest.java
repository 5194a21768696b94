package io.catena.bench.load;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.Test;

/** Draws so often, from a fixed seed, that a wrong distribution is far outside the bounds. */
public class KeyDistributionTest {
    private static final int KEYS = 1_000;
    private static final int DRAWS = 1_000_000;

    /** The share of the draws that each key got, largest first. */
    private static double[] shares(String distribution, int keys) {
        KeyChooser chooser = KeyDistribution.parse(distribution).over(keys);
        SplittableRandom random = new SplittableRandom(42);
        double[] shares = new double[keys];
        for (int i = 0; i < DRAWS; i++) {
            shares[chooser.next(random)] += 1.0 / DRAWS;
        }
        Arrays.sort(shares);
        return DoubleStream.iterate(0, i -> i + 1)
                .limit(keys)
                .map(i -> shares[keys - 1 - (int) i])
                .toArray();
    }

    private static double sum(double[] shares, int first) {
        return Arrays.stream(shares, 0, first).sum();
    }

    @Test
    public void uniformDrawsAllKeysAlike() {
        double[] shares = shares("uniform", KEYS);

        assertTrue(shares[0] < 1.2 / KEYS);
        assertTrue(shares[KEYS - 1] > 0.8 / KEYS);
    }

    @Test
    public void zipfianFollowsItsLaw() {
        double[] shares = shares("zipfian", KEYS);
        double zeta = 0;
        for (int rank = 1; rank <= KEYS; rank++) {
            zeta += Math.pow(rank, -0.99);
        }

        assertEquals(1 / zeta, shares[0], 0.003);
        assertEquals(Math.pow(2, -0.99) / zeta, shares[1], 0.003);
        double tenth = 0;
        for (int rank = 1; rank <= 100; rank++) {
            tenth += Math.pow(rank, -0.99) / zeta;
        }
        assertEquals("the most popular tenth of the keys", tenth, sum(shares, 100), 0.02);
    }

    @Test
    public void lessSkewIsFlatter() {
        assertTrue(shares("zipfian:0.5", KEYS)[0] < shares("zipfian:0.9", KEYS)[0] / 2);
    }

    @Test
    public void hotKeysGetTheirShareAndAreAlikeAmongThemselves() {
        double[] shares = shares("hotcold:0.1:0.9", KEYS);

        assertEquals(0.9, sum(shares, 100), 0.002);
        assertEquals(0.009, shares[0], 0.0006);
        assertEquals(0.1 / 900, shares[KEYS / 2], 0.00003);
    }

    @Test
    public void popularKeysAreNoNeighbours() {
        KeyChooser chooser = KeyDistribution.parse("hotcold:0.1:0.99").over(KEYS);
        SplittableRandom random = new SplittableRandom(1);
        long inFirstTenth = java.util.stream.IntStream.range(0, 10_000)
                .filter(i -> chooser.next(random) < KEYS / 10)
                .count();

        assertTrue("of 10,000 draws in the first tenth of the keys: " + inFirstTenth, inFirstTenth < 3_000);
    }

    @Test
    public void everyDistributionWorksOnOneKeyAndOnTwo() {
        for (String distribution : new String[] {"uniform", "zipfian", "hotcold"}) {
            assertEquals(1, shares(distribution, 1)[0], 1e-6);
            assertEquals(1, sum(shares(distribution, 2), 2), 1e-6);
        }
    }

    @Test
    public void whatIsNoDistributionIsRefusedByName() {
        for (String wrong :
                new String[] {"", "zipf", "zipfian:", "zipfian:1", "zipfian:0", "uniform:1", "hotcold:0.2"}) {
            IllegalArgumentException e =
                    assertThrows(wrong, IllegalArgumentException.class, () -> KeyDistribution.parse(wrong));
            assertTrue(e.getMessage().contains("'" + wrong + "'"));
        }
    }
}
