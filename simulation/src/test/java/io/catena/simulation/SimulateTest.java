package io.catena.simulation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.Test;
import picocli.CommandLine;

public class SimulateTest {
    private static void isRefused(String sentence, String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine command = Simulate.commandLine().setErr(new PrintWriter(err, true));
        assertEquals(2, command.execute(arguments));
        assertEquals(err.toString(), 1, err.toString().lines().count());
        assertTrue(err.toString(), err.toString().startsWith("simulate: " + sentence));
        assertTrue(err.toString(), err.toString().contains("see scripts/simulate --help"));
    }

    @Test
    public void badArgumentsAreToldInOneLine() {
        isRefused("--seeds must be 1 or more, not 0", "--seeds", "0");
        isRefused("--minutes must be 0 or more, not -1.0", "--minutes", "-1");
        isRefused("--chains must be 1 to 16, not 17", "--chains", "17");
        isRefused("--replicas must be 1 to 8, not 9", "--replicas", "9");
        isRefused("Invalid value for option '--seed': 'x' is not a long", "--seed", "x");
        isRefused("Invalid value for option '--fault'", "--fault", "NO_SUCH_FAULT");
        isRefused("Unknown option: '--nonsense'", "--nonsense");
    }
}
