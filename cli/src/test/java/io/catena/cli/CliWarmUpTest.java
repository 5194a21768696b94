package io.catena.cli;

import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class CliWarmUpTest {
    /** The archive of classes would else hold what a failing command needs, and commands would start slowly unnoticed. */
    @Test
    public void everyCommandOfTheRehearsalEndsWell() throws Exception {
        assertTrue(CliWarmUp.run());
    }
}
