package io.catena.simulation;

import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Member;
import io.catena.server.invariants.Violation;
import io.catena.server.trace.Replay;
import io.catena.server.trace.ReplicaTrace;
import io.catena.server.trace.TraceException;
import io.catena.simulation.run.RunShape;
import org.junit.Test;

/** Whatever happens to a replica: told again from its trace, it does the same. */
public class ReplayOfLivesTest {
    private static final int SEEDS = 3;

    private int lives;
    private int lines;

    @Test
    public void everyLifeOfARunDoesTheSameWhenItIsToldAgain() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertNull(Simulation.traceLives(seed, RunShape.everywhere(1), this::toldAgain)
                    .violation());
            assertNull(Simulation.traceLives(seed, RunShape.everywhere(2), this::toldAgain)
                    .violation());
        }
        assertTrue(lives + " lives", lives > 5 * SEEDS);
        assertTrue(lines + " lines", lines > 1_000 * SEEDS);
    }

    private ReplicaTrace.Lines toldAgain(Member self) {
        lives++;
        Replay replay = new Replay();
        return line -> {
            lines++;
            try {
                String difference = replay.line(line).difference();
                if (difference != null) {
                    throw new Violation("a replay does the same", "%s, %s: %s", self, line, difference);
                }
            } catch (TraceException e) {
                throw new Violation("a replay reads what was written", "%s: %s", self, e.getMessage());
            }
            return true;
        };
    }
}
