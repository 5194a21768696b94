package io.catena.server.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * {@code scripts/lib.sh} makes the class archive of a node from a rehearsal: without it nodes start slowly, and no
 * message says so.
 */
public class ServerWarmUpTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test(timeout = 120_000)
    public void aChainOfTwoIsRehearsedAndItsClassesAreListed() throws Exception {
        Path directory = folder.newFolder("rehearsal").toPath();
        Path classes = folder.getRoot().toPath().resolve("classes");
        Path log = folder.getRoot().toPath().resolve("log");
        Process rehearsal = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Xlog:class+load:file=" + classes,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerWarmUp.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(rehearsal.waitFor(100, TimeUnit.SECONDS));
        } finally {
            rehearsal.destroyForcibly();
        }
        assertEquals(Files.readString(log), 0, rehearsal.exitValue());
        List<String> loaded = Files.readAllLines(classes);
        for (String needed : List.of(
                "chain.DownstreamLink",
                "chain.Message$Ack",
                "chain.WriteId",
                "disk.LookUps$LookUp",
                "rpc.outbound.PeerConnection",
                "storage.leveldb.LevelDatabase")) {
            assertTrue(needed, loaded.stream().anyMatch(line -> line.contains(" io.catena.server." + needed + " ")));
        }
        for (String heavy : List.of(
                "sun.security.ssl.SSLContextImpl",
                "org.apache.logging.log4j.core.config.xml.XmlConfiguration",
                "com.sun.org.apache.xerces.internal.jaxp.DocumentBuilderFactoryImpl")) {
            assertTrue(
                    heavy + " makes a start slow", loaded.stream().noneMatch(line -> line.contains(" " + heavy + " ")));
        }
    }
}
