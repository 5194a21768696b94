package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.FormatRange;
import io.catena.server.storage.DataDirectoryException.Reason;
import io.catena.server.storage.files.DurableFiles;
import io.catena.server.storage.files.OwnerOnly;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Faults 26 to 30. */
public class DataDirectoryTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path parent;
    private Path path;

    @Before
    public void choosePath() {
        parent = folder.getRoot().toPath();
        path = parent.resolve("data");
    }

    private void adopt(String clusterId, String nodeId) throws DataDirectoryException {
        try (DataDirectory directory = DataDirectory.open(path)) {
            directory.adopt(clusterId, nodeId, 1);
        }
    }

    private void refused(Reason reason) throws IOException {
        Map<String, String> before = content();
        DataDirectoryException e = assertThrows(DataDirectoryException.class, () -> DataDirectory.open(path));
        assertEquals(e.getMessage(), reason, e.reason());
        assertTrue(e.getMessage(), e.getMessage().contains(path.toString()));
        assertEquals("a refused directory is left alone", before, content());
    }

    /** All files but the lock, whose content does not matter. */
    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(parent)) {
            for (Path file : files.toList()) {
                boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                content.put(file.toString(), plain ? Files.readString(file) : "");
            }
        }
        return content;
    }

    @Test
    public void anAdoptedDirectoryKnowsItsClusterAndItsNode() throws Exception {
        adopt("c1", "n1");
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertEquals(
                    new Identity("c1", "n1", false, 1), directory.identity().orElseThrow());
            assertEquals(path.resolve("chains").resolve("3"), directory.chain(3));
            directory.adopt("c1", "n1", 1);
        }
    }

    @Test
    public void theDirectoryOfNativeLibrariesIsItsOwnersAloneAndGoesAgainWithOneThatWasNotAdopted() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            Path libraries = directory.nativeLibraries();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(libraries)));
            Files.setPosixFilePermissions(libraries, PosixFilePermissions.fromString("rwxrwxrwx"));
            directory.nativeLibraries();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(libraries)));
        }
        assertFalse(Files.exists(path));
    }

    @Test
    public void aLinkInPlaceOfTheDirectoryOfNativeLibrariesIsNotFollowed() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            Files.createSymbolicLink(path.resolve("native"), parent);
            assertThrows(DataDirectoryException.class, directory::nativeLibraries);
        }
    }

    @Test
    public void aNewDirectoryThatWasNotAdoptedGoesAgain() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertTrue(directory.identity().isEmpty());
            assertTrue(Files.exists(path));
        }
        assertFalse(Files.exists(path));
    }

    @Test
    public void anEmptyDirectoryThatWasThereStays() throws Exception {
        Files.createDirectory(path);
        DataDirectory.open(path).close();
        assertEquals(Map.of(parent.toString(), "", path.toString(), ""), content());
    }

    @Test
    public void twoUsersAtOnceAreOneTooMany() throws Exception {
        try (DataDirectory first = DataDirectory.open(path)) {
            refused(Reason.IN_USE);
            refused(Reason.IN_USE);
            first.adopt("c1", "n1", 1);
            refused(Reason.IN_USE);
        }
        DataDirectory.open(path).close();
    }

    @Test
    public void aSecondProcessIsRefusedAndTheFirstUnharmed() throws Exception {
        try (DataDirectory first = DataDirectory.open(path)) {
            first.adopt("c1", "n1", 1);
            // A refusal in this process must not give up the lock that keeps others out.
            assertThrows(DataDirectoryException.class, () -> DataDirectory.open(path));
            assertEquals("IN_USE", openInAnotherProcess());
            first.retire();
        }
        assertEquals("RETIRED", openInAnotherProcess());
    }

    private String openInAnotherProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        path.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            assertTrue(process.waitFor(1, TimeUnit.MINUTES));
            return line;
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process that opens a directory and says how it went. */
    public static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) throws Exception {
            try (DataDirectory directory = DataDirectory.open(Path.of(arguments[0]))) {
                System.out.println("opened " + directory.identity());
            } catch (DataDirectoryException e) {
                System.out.println(e.reason());
            }
        }
    }

    @Test
    public void anotherClusterOrNodeIsRefused() throws Exception {
        adopt("c1", "n1");
        Map<String, String> before = content();
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertEquals(
                    Reason.OTHER_CLUSTER,
                    assertThrows(DataDirectoryException.class, () -> directory.requireCluster("c2"))
                            .reason());
            assertEquals(
                    Reason.OTHER_CLUSTER,
                    assertThrows(DataDirectoryException.class, () -> directory.adopt("c2", "n1", 1))
                            .reason());
            assertEquals(
                    Reason.OTHER_NODE,
                    assertThrows(DataDirectoryException.class, () -> directory.adopt("c1", "n2", 1))
                            .reason());
        }
        assertEquals(before, content());
    }

    @Test
    public void aDirectoryOfManyChainsSaysHowManyAndIsUsedForNoOtherNumber() throws Exception {
        ClusterShape shape = new ClusterShape(16, 3);
        try (DataDirectory directory = DataDirectory.open(path)) {
            directory.adopt("c1", "n1", 3, shape);
        }
        assertEquals(
                "{  \"formatVersion\" : 3,  \"clusterId\" : \"c1\",  \"nodeId\" : \"n1\",  \"retired\" : false,"
                        + "  \"chains\" : 16,  \"replicas\" : 3}",
                String.join("", Files.readAllLines(path.resolve("node.json"))));
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertEquals(shape, directory.identity().orElseThrow().shape());
            for (ClusterShape other : List.of(ClusterShape.ONE_CHAIN, new ClusterShape(16, 2))) {
                DataDirectoryException refusal =
                        assertThrows(DataDirectoryException.class, () -> directory.adopt("c1", "n1", 3, other));
                assertEquals(Reason.OTHER_CLUSTER, refusal.reason());
                assertTrue(
                        refusal.getMessage(),
                        refusal.getMessage().contains("it holds data of 16 chains of 3 replicas"));
            }
            directory.adopt("c1", "n1", 3, shape);
            directory.retire();
            assertEquals(shape, directory.identity().orElseThrow().shape());
        }
    }

    @Test
    public void aDirectoryOfOneChainIsUsedForNoOtherNumber() throws Exception {
        adopt("c1", "n1");
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertThrows(DataDirectoryException.class, () -> directory.adopt("c1", "n1", 3, new ClusterShape(2, 0)));
        }
    }

    @Test
    public void aNumberOfChainsThatNoClusterHasIsDamage() throws Exception {
        Files.createDirectory(path);
        for (String shape : new String[] {
            "\"chains\":0,\"replicas\":0",
            "\"chains\":2",
            "\"chains\":\"2\",\"replicas\":0",
            "\"chains\":2,\"replicas\":-1"
        }) {
            Files.writeString(
                    path.resolve("node.json"),
                    "{\"formatVersion\":3,\"clusterId\":\"c\",\"nodeId\":\"n\"," + shape + "}");
            refused(Reason.DAMAGED);
        }
    }

    @Test
    public void aCopyThatWasRefusedKeepsNoLockOfThisProcess() throws Exception {
        adopt("c1", "n1");
        Files.delete(path.resolve("node.lock"));
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertThrows(DataDirectoryException.class, () -> directory.requireCluster("c2"));
        }
        assertFalse(Files.exists(path.resolve("node.lock")));
    }

    @Test
    public void aRetiredDirectoryIsRefused() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertThrows(IllegalStateException.class, directory::retire);
            directory.adopt("c1", "n1", 1);
            directory.retire();
            assertTrue(directory.identity().orElseThrow().retired());
        }
        refused(Reason.RETIRED);
    }

    @Test
    public void theIdentityIsWrittenAsOtherVersionsReadIt() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            directory.adopt("c1", "n1", 1);
        }
        assertEquals(
                List.of(
                        "{",
                        "  \"formatVersion\" : 1,",
                        "  \"clusterId\" : \"c1\",",
                        "  \"nodeId\" : \"n1\",",
                        "  \"retired\" : false",
                        "}"),
                Files.readAllLines(path.resolve("node.json")));
    }

    @Test
    public void aLaterFormatIsRefusedAndUnknownFieldsAreNot() throws Exception {
        Files.createDirectory(path);
        Files.writeString(path.resolve("node.json"), "{\"formatVersion\":3,\"cluster\":\"c1\"}");
        refused(Reason.LATER_FORMAT);
        Files.writeString(
                path.resolve("node.json"),
                "{\"formatVersion\":1,\"clusterId\":\"c\",\"nodeId\":\"n\",\"colour\":\"red\"}");
        DataDirectory.open(path).close();
    }

    @Test
    public void aFormatThatIsReadNoMoreIsRefusedAndNothingIsWritten() throws Exception {
        adopt("c1", "n1");
        Map<String, String> before = content();
        DataDirectoryException refusal =
                assertThrows(DataDirectoryException.class, () -> new IdentityFile(path, new FormatRange(2, 3)).read());
        assertEquals(Reason.EARLIER_FORMAT, refusal.reason());
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("format 1 and this version of Catena knows"));
        assertEquals(before, content());
    }

    @Test
    public void aDirectoryHasTheHighestFormatThatItsChainHad() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            directory.adopt("c1", "n1", 1);
            directory.keepMembership(1, 3, new byte[] {1});
            directory.keepMembership(1, 1, new byte[] {2});
            directory.retire();
            assertEquals(new Identity("c1", "n1", true, 3), directory.identity().orElseThrow());
        }
        refused(Reason.LATER_FORMAT);
    }

    @Test
    public void aDamagedIdentityIsRefused() throws Exception {
        Files.createDirectory(path);
        for (String text : new String[] {
            "",
            "{",
            "null",
            "[]",
            "{}",
            "{\"formatVersion\":\"x\"}",
            "{\"formatVersion\":1,\"clusterId\":\"c\"}",
            "{\"formatVersion\":1,\"clusterId\":\"c\",\"nodeId\":\" \"}",
            "{\"formatVersion\":1,\"clusterId\":\"c\",\"nodeId\":[]}",
            "{\"formatVersion\":1,\"clusterId\":\"c\",\"nodeId\":\"" + "n".repeat(201) + "\"}",
            "{\"formatVersion\":1,\"clusterId\":\"c\",\"nodeId\":\"n\\n1\"}",
            "{\"formatVersion\":1,\"clusterId\":\"c\",\"nodeId\":\"n\",\"retired\":\"maybe\"}",
            "{\"formatVersion\":1,\"clusterId\":\"c\",\"nodeId\":\"n\\u001b[2J\",\"retired\":false}",
            "{\"formatVersion\":1,\"clusterId\":\"c\\n\",\"nodeId\":\"n\",\"retired\":false}",
        }) {
            Files.writeString(path.resolve("node.json"), text);
            refused(Reason.DAMAGED);
        }
    }

    @Test
    public void replicasWithoutAnIdentityAreRefused() throws Exception {
        Files.createDirectories(path.resolve("chains").resolve("1"));
        refused(Reason.DAMAGED);
    }

    @Test
    public void whatIsNoDirectoryIsRefused() throws Exception {
        Files.createFile(path);
        refused(Reason.UNUSABLE);
        path = path.resolve("below");
        refused(Reason.UNUSABLE);
        path = parent.resolve("missing").resolve("data");
        refused(Reason.UNUSABLE);
    }

    @Test
    public void aLoopOfLinksIsRefused() throws Exception {
        path = Files.createSymbolicLink(parent.resolve("one"), parent.resolve("two"));
        Files.createSymbolicLink(parent.resolve("two"), path);
        refused(Reason.UNUSABLE);
        path = Files.createSymbolicLink(parent.resolve("dangling"), parent.resolve("nowhere"));
        refused(Reason.UNUSABLE);
    }

    @Test
    public void aDirectoryThatCannotBeWrittenIsRefused() {
        // No process, not even of root, makes files here.
        Path unwritable = Path.of("/proc");
        DataDirectoryException e = assertThrows(DataDirectoryException.class, () -> DataDirectory.open(unwritable));
        assertEquals(Reason.UNUSABLE, e.reason());
        assertThrows(DataDirectoryException.class, () -> DataDirectory.open(unwritable.resolve("catena")));
    }

    @Test
    public void corruptDataIsSetAsideUnderANewNameEachTime() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            directory.adopt("c1", "n1", 1);
            for (int i = 1; i <= 2; i++) {
                Files.createDirectories(directory.chain(1));
                Files.writeString(directory.chain(1).resolve("file"), "" + i);
                Path aside = directory.setAside(1);
                assertEquals(path.resolve("chains").resolve("1.corrupt-" + i), aside);
                assertEquals("" + i, Files.readString(aside.resolve("file")));
                assertFalse(Files.exists(directory.chain(1)));
            }
        }
    }

    @Test
    public void aRetiredDirectoryCanBeLookedAtAndIsLeftAsItWas() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            directory.adopt("cluster", "node", 1);
            directory.keepMembership(1, 1, new byte[] {1});
            directory.retire();
        }
        Map<String, String> before = content();
        try (DataDirectory directory = DataDirectory.openToLook(path)) {
            assertEquals(
                    new Identity("cluster", "node", true, 1),
                    directory.identity().orElseThrow());
            assertEquals(1, Files.readAllBytes(directory.membership(1)).length);
            DataDirectoryException e = assertThrows(DataDirectoryException.class, () -> DataDirectory.openToLook(path));
            assertEquals(Reason.IN_USE, e.reason());
        }
        assertEquals(before, content());
    }

    /** Whatever the umask is. */
    @Test
    public void aNewDirectoryIsItsOwnersAlone() throws Exception {
        try (DataDirectory directory = DataDirectory.open(path)) {
            directory.adopt("c1", "n1", 1);
            DurableFiles.createDirectories(directory.chain(1));
            assertEquals("rwx------", permissions(path));
            assertEquals("rwx------", permissions(directory.chain(1)));
            assertEquals("rw-------", permissions(path.resolve("node.json")));
        }
    }

    @Test
    public void whatOthersMayReadIsSaid() throws Exception {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertEquals("", OwnerOnly.looser(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x--x"));
        assertEquals("rwxr-x--x", OwnerOnly.looser(path));
        DataDirectory.open(path).close();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
