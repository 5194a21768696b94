package io.catena.simulation.checker.files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine;

public class CheckHistoryCommandTest {
    private static final List<String> STALE = List.of(
            "INFO  jepsen.util - 0\t:invoke\t:write\t3",
            "INFO  jepsen.util - 0\t:ok\t:write\t3",
            "INFO  jepsen.util - 1\t:invoke\t:read\tnil",
            "INFO  jepsen.util - 1\t:ok\t:read\tnil");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final StringWriter out = new StringWriter();

    private int run(Path file, String... options) {
        CommandLine command = CheckHistoryCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(out, true));
        String[] arguments = new String[options.length + 1];
        arguments[0] = file.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);
        return command.execute(arguments);
    }

    private Path file(List<String> lines) throws IOException {
        return Files.write(folder.newFile().toPath(), lines);
    }

    @Test
    public void exitsWithZeroWhenLinearizable() throws IOException {
        assertEquals(0, run(file(STALE.subList(0, 3)), "--format", "porcupine-etcd"));
        assertTrue(out.toString(), out.toString().contains("linearizable: 2 operations, 1 keys"));
    }

    @Test
    public void exitsWithOneAndShowsTheOffendingPartWhenNot() throws IOException {
        assertEquals(1, run(file(STALE), "--format", "porcupine-etcd"));
        assertTrue(out.toString(), out.toString().contains("put \"register\" = \"3\" -> done"));
        assertTrue(out.toString(), out.toString().contains("get \"register\" -> absent"));
    }

    @Test
    public void exitsWithTwoWhenThereIsNothingToJudge() throws IOException {
        assertEquals(2, run(file(STALE)));
        assertEquals(2, run(folder.getRoot().toPath().resolve("missing")));
        assertEquals(2, run(file(STALE), "--format", "other"));
        assertEquals(2, run(file(STALE), "--timeout", "soon"));
        assertEquals(2, run(file(STALE), "--max-configurations", "0"));
    }

    @Test
    public void badArgumentsAreToldInOneLine() throws IOException {
        assertEquals(2, run(file(STALE), "--timeout", "soon"));
        assertEquals(1, out.toString().lines().count());
        assertTrue(out.toString(), out.toString().contains("'soon' is no duration such as 500ms, 60s or 5m"));
        assertTrue(out.toString(), out.toString().contains("see scripts/check-history --help"));
    }

    @Test
    public void exitsWithThreeWhenItGivesUp() throws IOException {
        List<String> writes = new ArrayList<>(STALE.subList(0, 2));
        writes.addAll(writes);
        assertEquals(3, run(file(writes), "--format", "porcupine-etcd", "--max-configurations", "1"));
        assertTrue(out.toString(), out.toString().contains("--max-configurations"));
    }
}
