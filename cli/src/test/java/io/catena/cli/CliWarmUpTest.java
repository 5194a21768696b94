package io.catena.cli;

import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class CliWarmUpTest {
    /**
     * A failing command would load other classes, the archive would contain those, and commands would start slowly
     * unnoticed.
     */
    @Test
    public void everyCommandOfTheRehearsalEndsWell() throws Exception {
        assertTrue(CliWarmUp.run());
    }
}
