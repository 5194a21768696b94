package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Assume;
import org.junit.Test;

/**
 * The faults that need machines, links and disks of their own: rows 9, 10, 12 to 15, 19 and 20, as scripts/chaos --rows
 * injects them.
 */
public class MachinesIT {
    private static final Path FOLDER = Path.of("target", "clusters", "MachinesIT");
    private static final List<String> NAMESPACES =
            List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc");

    @Test
    public void rows_9_10_12_13_14_15_19_20_hold_in_a_chain_of_machines() throws Exception {
        Folders.fresh(FOLDER);
        boolean possible = exitCode(20, "ip", "link", "add", "catena", "type", "bridge") == 0;
        if (!possible) {
            System.out.println("  not run: no network namespaces here (they need root, or user namespaces)");
        }
        Assume.assumeTrue("network namespaces", possible);
        int code = exitCode(
                480,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                "io.catena.systemtest.chaos.Chaos",
                "--lan",
                "--rows",
                "--nodes",
                "3",
                "--folder",
                FOLDER.resolve("chaos").toAbsolutePath().toString(),
                "--results",
                FOLDER.resolve("results").toAbsolutePath().toString());
        String output = JavaProcess.text(output());
        System.out.println(output);
        assertEquals(output, 0, code);
    }

    private static Path output() {
        return FOLDER.resolve("output.txt");
    }

    /** The exit code of a command in namespaces of its own. */
    private static int exitCode(long seconds, String... command) throws Exception {
        List<String> words = new ArrayList<>(NAMESPACES);
        if (!"root".equals(System.getProperty("user.name"))) {
            words.addAll(List.of("--user", "--map-root-user"));
        }
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        try {
            assertTrue("ends in time: " + words, process.waitFor(seconds, TimeUnit.SECONDS));
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
