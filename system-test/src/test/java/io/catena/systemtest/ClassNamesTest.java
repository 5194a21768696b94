package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.Test;

/** One name stands for one idea: no two source files of the project, whatever their modules, have the same name. */
public class ClassNamesTest {
    private static final List<String> MODULES =
            List.of("tls", "client", "cli", "server", "simulation", "system-test", "bench");

    @Test
    public void noSimpleNameStandsForTwoClasses() throws IOException {
        Map<String, List<Path>> byName = new TreeMap<>();
        for (String module : MODULES) {
            for (String kind : List.of("main", "test")) {
                Path sources = Path.of("..", module, "src", kind, "java");
                if (Files.isDirectory(sources)) {
                    add(sources, byName);
                }
            }
        }
        assertTrue(byName.size() + " names", byName.size() > 500);
        byName.remove("package-info.java");
        byName.values().removeIf(places -> places.size() == 1);
        assertEquals("names that stand for two", Map.of(), byName);
    }

    private static void add(Path sources, Map<String, List<Path>> byName) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> byName.computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>())
                            .add(file));
        }
    }
}
