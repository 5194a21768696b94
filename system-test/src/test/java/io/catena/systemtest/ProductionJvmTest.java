package io.catena.systemtest;

import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Test;

public class ProductionJvmTest {
    @Test
    public void theOptionsAreThoseOfTheScript() throws Exception {
        String script = Files.readString(Path.of("..", "scripts", "catena-server"));
        List<String> inScript = Pattern.compile("-X(ms|mx|ss|X:[A-Z]\\w+=)[0-9]+[a-z]?\\b")
                .matcher(script)
                .results()
                .map(found -> found.group())
                .toList();
        for (String option : ProductionJvm.OF_THE_SCRIPT) {
            assertTrue(option + " is not in the script", script.contains(option));
        }
        for (String option : inScript) {
            assertTrue(option + " is missing", ProductionJvm.OF_THE_SCRIPT.contains(option) || isLeftOut(option));
        }
    }

    /** "quick" is no default, and the tables of names and strings only save memory. */
    private static boolean isLeftOut(String option) {
        return option.startsWith("-XX:TieredStopAtLevel") || option.contains("TableSize");
    }
}
