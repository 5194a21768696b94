package io.catena.simulation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assume.assumeNoException;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** Each mutant is a patch of the code as it is: one that fits no more shows nothing. They are tried by scripts/mutants. */
public class MutantsFitTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** What git says of it; empty if it fits. The same context as in scripts/mutants. */
    private static String problem(Path patch) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "apply", "--check", "-C1", patch.toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return git.waitFor() == 0 ? "" : patch.getFileName() + ": " + said;
    }

    private static void assumeACheckoutAndGit() throws InterruptedException {
        assumeTrue("no checkout", Files.exists(ROOT.resolve(".git")));
        try {
            new ProcessBuilder("git", "--version").start().waitFor();
        } catch (IOException e) {
            assumeNoException("no git", e);
        }
    }

    @Test
    public void everyMutantFitsTheCode() throws Exception {
        assumeACheckoutAndGit();
        List<String> problems = new ArrayList<>();
        for (Path patch : patches()) {
            String problem = problem(patch);
            if (!problem.isEmpty()) {
                problems.add(problem);
            }
        }
        assertEquals(List.of(), problems);
    }

    @Test
    public void everyMutantHasItsRowInTheTable() throws Exception {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/simulation.md"));
        List<String> without = patches().stream()
                .map(patch -> patch.getFileName().toString().replace(".patch", ""))
                .filter(name -> rows.stream().noneMatch(row -> row.startsWith("| " + name + " |")))
                .toList();
        assertEquals(List.of(), without);
    }

    private static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("simulation/src/mutants"))) {
            List<Path> patches = files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .toList();
            assertFalse("mutants", patches.isEmpty());
            return patches;
        }
    }
}
