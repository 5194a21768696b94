package io.catena.cli;

import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class RehearsalTest {
    /** The archive of classes would else hold what a failing command needs, and commands would start slowly unnoticed. */
    @Test
    public void everyCommandOfTheRehearsalEndsWell() throws Exception {
        assertTrue(Rehearsal.run());
    }
}
