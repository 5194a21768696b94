package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;
import static org.junit.Assume.assumeTrue;

import io.catena.client.NodeAdmin;
import io.catena.client.RefusedException;
import io.catena.client.ServerAddress;
import io.catena.thrift.RefusedReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A node whose umask lets others read everything, in a directory that others may enter: what they find there. */
public class NodeFilesIT {
    private static final Path FOLDER =
            Path.of("target", "clusters", "NodeFilesIT").toAbsolutePath();
    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);
    private static final Place CARELESS = new Place("127.0.0.1", List.of("sh", "-c", "umask 0; exec \"$0\" \"$@\""));
    private static final String PASSWORD = "8af3-the-password";

    private static ZooKeeperProcess zookeeper;
    private static NodeProcess node;

    @BeforeClass
    public static void aNodeThatHasMadeAllItsFiles() throws Exception {
        Folders.fresh(FOLDER);
        Ports ports = new Ports();
        zookeeper = ZooKeeperProcess.alone(FOLDER.resolve("zookeeper"), ports.free());
        zookeeper.start();
        Path temporary = Folders.make(FOLDER.resolve("temporary"));
        Path identity = Folders.write(FOLDER.resolve("identity"), List.of("catena:" + PASSWORD));
        NodeSettings settings = NodeSettings.of(
                        zookeeper.addresses(), 3_000, "--trace", "--zookeeper-auth-file", identity.toString())
                .withJvmOptions(List.of(
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dcatena.log.dir=" + FOLDER.resolve("log"),
                        "-Dcatena.log.level=TRACE"));
        Path home = Folders.make(FOLDER.resolve("node"));
        Files.setPosixFilePermissions(
                Files.createDirectory(home.resolve("data")), PosixFilePermissions.fromString("rwxr-xr-x"));
        node = new NodeProcess(CARELESS, ports.free(), home, settings);
        node.start();
        LiveCluster.until("the node serves", () -> {
            try (BareClient client = node.connect()) {
                client.put("key", "value");
                return true;
            } catch (org.apache.thrift.TException e) {
                return false;
            }
        });
    }

    @AfterClass
    public static void endAll() {
        node.close();
        zookeeper.close();
    }

    private static boolean isOpen(Path file) throws Exception {
        return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    }

    /** What others may read: the files that are open, in directories that are. */
    private static void assertClosed(Path directory) throws Exception {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                boolean entered = Files.isDirectory(file) && isOpen(file);
                assertFalse(file + " is open", !Files.isDirectory(file) && isOpen(file));
                if (entered) {
                    assertClosed(file);
                }
            }
        }
    }

    @Test
    public void othersReadNothingOfDataAndLogs() throws Exception {
        assertTrue(Files.exists(node.data().resolve("trace.jsonl")));
        assertTrue(Files.exists(node.data().resolve("chains")));
        assertClosed(node.data());
        assertClosed(FOLDER.resolve("log"));
        assertTrue(Files.size(FOLDER.resolve("log").resolve("catena.log")) > 0);
    }

    @Test
    public void ordersOfOperatorsAreInALogOfTheirOwnWithoutTheToken() throws Exception {
        try {
            new NodeAdmin(new ServerAddress("127.0.0.1", node.port()), 5_000).die(true, false, "guessed-token");
            fail("a guessed token was taken");
        } catch (RefusedException e) {
            assertEquals(RefusedReason.NOT_AUTHORIZED, e.reason());
        }
        String audit = JavaProcess.text(FOLDER.resolve("log").resolve("audit.log"));
        assertTrue(audit, audit.contains("\"what\":\"die\""));
        assertTrue(audit, audit.contains("\"outcome\":\"REFUSED\""));
        assertFalse(audit, audit.contains("guessed-token"));
        assertFalse(isOpen(FOLDER.resolve("log").resolve("audit.log")));
    }

    @Test
    public void nativeLibrariesComeFromTheDataDirectoryAlone() throws Exception {
        Path maps = Path.of("/proc", Long.toString(node.status().getPid()), "maps");
        assumeTrue("a system with /proc", Files.exists(maps));
        List<String> unpacked = Files.readAllLines(maps).stream()
                .filter(line -> line.matches(".*(netty|leveldb|snappy).*\\.so.*"))
                .map(line -> line.replaceFirst("^[^/]*", ""))
                .distinct()
                .toList();
        assertFalse("Netty and LevelDB have none here", unpacked.isEmpty());
        for (String library : unpacked) {
            assertTrue(library, library.startsWith(node.data().resolve("native").toString()));
        }
        assertTrue(unpacked.toString(), unpacked.stream().anyMatch(library -> library.contains("netty")));
        try (Stream<Path> shared = Files.list(FOLDER.resolve("temporary"))) {
            assertEquals(List.of(), shared.toList());
        }
    }

    @Test
    public void secretsAreInNoLogAndNotInTheListOfProcesses() throws Exception {
        long pid = node.status().getPid();
        String told = JavaProcess.text(node.log())
                + JavaProcess.text(FOLDER.resolve("log").resolve("catena.log"))
                + node.status();
        for (String file : List.of("cmdline", "environ")) {
            Path entry = Path.of("/proc", Long.toString(pid), file);
            told += Files.exists(entry) ? Files.readString(entry) : "";
        }
        // The token of a node that is not simply here.
        String adminToken = "of node " + node.port();
        assertEquals(
                adminToken,
                JavaProcess.text(FOLDER.resolve("node").resolve("admin-token")).strip());
        for (String secret : List.of(adminToken, PASSWORD)) {
            assertFalse(told.contains(secret));
        }
        assertTrue("the log names the files", told.contains("setting zookeeper-auth-file = " + FOLDER));
    }
}
