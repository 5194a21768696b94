package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Random;
import org.junit.Test;

/**
 * Nodes crash, return, leave and are suspected at random while a controller decides; then all becomes calm, and every node
 * must end up a member. A failure names its seed: {@code new RandomWalk(seed)} walks the same way again.
 */
public class RandomWalkTest {
    private static final int SEEDS = 400;
    private static final int STEPS = 1_500;

    @Test
    public void noWalkLosesACommittedRecordAndEveryWalkConvergesOnceCalm() {
        int changes = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomWalk walk = new RandomWalk(seed);
            try {
                for (int i = 0; i < STEPS; i++) {
                    walk.step();
                }
                walk.calm();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            changes += walk.changes();
            assertEquals("seed " + seed, RandomWalk.NODES, walk.memberCount());
        }
        assertTrue("the walks were too quiet: " + changes, changes > SEEDS * 30);
    }

    @Test
    public void aWalkIsDeterminedByItsSeed() {
        long seed = new Random().nextLong();
        assertEquals("seed " + seed, walked(seed), walked(seed));
    }

    private static String walked(long seed) {
        RandomWalk walk = new RandomWalk(seed);
        for (int i = 0; i < STEPS; i++) {
            walk.step();
        }
        return walk.toString();
    }
}
