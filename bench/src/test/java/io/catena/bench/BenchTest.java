package io.catena.bench;

import static org.junit.Assert.assertTrue;

import org.junit.Test;
import picocli.CommandLine;

public class BenchTest {
    @Test
    public void theListOfSubcommandsShowsWholeSentences() {
        for (CommandLine command : Bench.commandLine().getSubcommands().values()) {
            String[] description = command.getCommandSpec().usageMessage().description();
            assertTrue(description[0], description[0].endsWith("."));
        }
    }
}
