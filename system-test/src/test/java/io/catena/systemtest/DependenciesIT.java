package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.Test;

/** What is shipped is what the bills of materials say, and no library is older than dependency-floors.txt permits. */
public class DependenciesIT {
    private static final Path ROOT = Path.of("..");
    private static final List<String> PROGRAMS = List.of("cli", "server");
    private static final String OURS = "io.catena";

    /** Why a version is not older than this one. */
    private record Floor(String library, String version, String reason) {
        boolean isOf(String name) {
            return library.endsWith(":*")
                    ? name.startsWith(library.substring(0, library.length() - 1))
                    : name.equals(library);
        }
    }

    private static List<Floor> floors() throws IOException {
        List<Floor> floors = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("dependency-floors.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.strip().split(" +", 3);
                assertEquals("library, version and reason: " + line, 3, words.length);
                floors.add(new Floor(words[0], words[1], words[2]));
            }
        }
        return floors;
    }

    /** The versions by group:artifact, without the modules of Catena. */
    private static Map<String, String> shipped(String module) throws IOException {
        Map<String, Object> bill =
                JSON.std.mapFrom(Files.readString(ROOT.resolve(Path.of(module, "target", "bom.json"))));
        assertEquals("CycloneDX", bill.get("bomFormat"));
        Map<String, String> versions = new TreeMap<>();
        for (Object entry : (List<?>) bill.get("components")) {
            Map<?, ?> component = (Map<?, ?>) entry;
            if (!OURS.equals(component.get("group"))) {
                versions.put(component.get("group") + ":" + component.get("name"), (String) component.get("version"));
            }
        }
        return versions;
    }

    @Test
    public void aBillOfMaterialsNamesEveryJarThatIsShippedAndNoOther() throws Exception {
        for (String module : PROGRAMS) {
            TreeSet<String> jars = new TreeSet<>();
            try (Stream<Path> files = Files.list(ROOT.resolve(Path.of(module, "target", "lib")))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> !name.startsWith("catena-"))
                        // The one with a native library names its system.
                        .map(name -> name.replaceFirst("(-linux-x86_64)?\\.jar$", ""))
                        .forEach(jars::add);
            }
            TreeSet<String> billed = new TreeSet<>();
            shipped(module).forEach((name, version) -> billed.add(name.replaceFirst(".*:", "") + "-" + version));
            assertEquals("jars of an older build may lie in " + module + "/target/lib: mvn clean", billed, jars);
        }
    }

    @Test
    public void noLibraryIsOlderThanPermittedAndEachHasItsLine() throws Exception {
        List<Floor> floors = floors();
        TreeSet<String> unused = new TreeSet<>();
        floors.forEach(floor -> unused.add(floor.library()));
        for (String module : List.of("client", "cli", "server")) {
            shipped(module).forEach((name, version) -> {
                List<Floor> found =
                        floors.stream().filter(floor -> floor.isOf(name)).toList();
                assertEquals(name + " needs one line in dependency-floors.txt", 1, found.size());
                Floor floor = found.get(0);
                unused.remove(floor.library());
                assertFalse(
                        name + " " + version + " is older than " + floor.version() + ": " + floor.reason(),
                        isOlder(version, floor.version()));
            });
        }
        assertEquals("lines of libraries that are not shipped", new TreeSet<>(), unused);
    }

    /** By the numbers in front; what follows them, as .Final or -jre, does not count. */
    private static boolean isOlder(String version, String other) {
        List<Integer> ours = numbers(version);
        List<Integer> theirs = numbers(other);
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            int difference = (i < ours.size() ? ours.get(i) : 0) - (i < theirs.size() ? theirs.get(i) : 0);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    private static List<Integer> numbers(String version) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : version.split("[.-]")) {
            if (!part.matches("[0-9]{1,9}")) {
                break;
            }
            numbers.add(Integer.parseInt(part));
        }
        assertTrue(version, !numbers.isEmpty());
        return numbers;
    }

    @Test
    public void versionsAreComparedByTheirNumbers() {
        assertTrue(isOlder("4.1.99.Final", "4.1.137.Final"));
        assertTrue(isOlder("1.8", "1.8.1"));
        assertFalse(isOlder("33.8.0-jre", "32.0.1"));
        assertFalse(isOlder("2.22", "2.18.0"));
        assertFalse(isOlder("1.8.0", "1.8"));
    }
}
