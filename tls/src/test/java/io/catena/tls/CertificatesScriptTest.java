package io.catena.tls;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code scripts/certificates} makes can be used, and it destroys nothing. */
public class CertificatesScriptTest {
    private static final String SCRIPT = Path.of("..", "scripts", "certificates")
            .toAbsolutePath()
            .normalize()
            .toString();

    @Rule
    public final TemporaryFolder root = new TemporaryFolder();

    private Path folder;
    private String output;

    private int run(String... words) throws IOException, InterruptedException {
        // A name that a careless script would split into several words.
        folder = root.getRoot().toPath().resolve("a 'folder'");
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT));
        command.addAll(List.of(words));
        command.addAll(List.of("--dir", folder.toString()));
        File log = root.getRoot().toPath().resolve("log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertTrue("it hangs", process.waitFor(120, TimeUnit.SECONDS));
        output = Files.readString(log.toPath());
        return process.exitValue();
    }

    private void make(String... words) throws IOException, InterruptedException {
        int code = run(words);
        assertEquals(output, 0, code);
    }

    private void assertRefused(int code, String why, String... words) throws IOException, InterruptedException {
        assertEquals(code, run(words));
        assertTrue(output, output.contains(why));
    }

    private TlsMaterial material(String name) throws TlsFilesException {
        return TlsMaterial.load(new TlsFiles(
                folder.resolve(name + ".crt"), folder.resolve(name + ".key"), folder.resolve("trusted.crt")));
    }

    private X509Certificate certificate(String name) throws TlsFilesException {
        return material(name).chain().get(0);
    }

    private void assertTrusted(String name) throws Exception {
        TlsMaterial made = material(name);
        assertEquals(List.of(), made.warnings());
        made.trustManager().checkClientTrusted(made.chain().toArray(X509Certificate[]::new), "ECDHE_ECDSA");
    }

    @Test
    public void makesAnAuthorityAndCertificatesOfAllKinds() throws Exception {
        make("authority");
        make("node", "n-1", "db.example.org", "10.0.0.1", "2001:db8::1");
        make("operator", "ada", "--days", "3");
        make("user", "bob");
        make("server", "zk1", "zk1.example.org");
        for (String name : List.of("node-n-1", "operator-ada", "user-bob", "server-zk1")) {
            assertTrusted(name);
        }
        material("node-n-1")
                .trustManager()
                .checkServerTrusted(new X509Certificate[] {certificate("node-n-1")}, "ECDHE_ECDSA");
        assertEquals(Optional.of("node:n-1"), CertificateName.of(certificate("node-n-1")));
        assertEquals(Optional.of("operator:ada"), CertificateName.of(certificate("operator-ada")));
        assertEquals(Optional.of("bob"), CertificateName.of(certificate("user-bob")));
        assertEquals(Optional.of("server:zk1"), CertificateName.of(certificate("server-zk1")));
        List<String> hosts = certificate("node-n-1").getSubjectAlternativeNames().stream()
                .map(name -> name.get(1).toString())
                .toList();
        assertEquals(
                List.of(
                        "catena:node:n-1",
                        "localhost",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1",
                        "db.example.org",
                        "10.0.0.1",
                        "2001:db8:0:0:0:0:0:1"),
                hosts);
        Duration left = Duration.between(
                Instant.now(), material("operator-ada").expiry().orElseThrow());
        assertEquals(2, left.toDays());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertEquals(
                        file.toString(),
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertNothingIsOverwritten();
    }

    private void assertNothingIsOverwritten() throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("node-n-1.key"));
        assertRefused(1, "is not overwritten", "node", "n-1");
        assertRefused(1, "is not overwritten", "authority");
        Files.delete(folder.resolve("node-n-1.crt"));
        assertRefused(1, "node-n-1.key exists and is not overwritten", "node", "n-1");
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("node-n-1.key")));
    }

    @Test
    public void theAuthorityIsExchangedInThreeSteps() throws Exception {
        make("authority");
        make("node", "n1", "db.example.org");
        X509Certificate before = certificate("node-n1");
        make("authority", "--authority", "next");
        assertEquals(
                "the second one is not trusted by itself",
                1,
                material("node-n1").trustManager().getAcceptedIssuers().length);
        make("trust", "authority", "next");
        assertTrusted("node-n1");
        make("renew", "node-n1", "--authority", "next");
        assertTrusted("node-n1");
        make("trust", "next");
        assertTrusted("node-n1");
        X509Certificate after = certificate("node-n1");
        assertEquals(List.copyOf(before.getSubjectAlternativeNames()), List.copyOf(after.getSubjectAlternativeNames()));
        assertEquals("CN=next", after.getIssuerX500Principal().getName());
    }

    @Test
    public void badWordsAreRefusedAndMakeNothing() throws Exception {
        assertRefused(2, "unknown command '--dir'");
        assertRefused(2, "unknown command 'nodes'", "nodes");
        assertRefused(2, "is no node id", "node", "a/b");
        assertRefused(2, "is no host", "node", "a", "b,uri:catena:operator:eve");
        assertRefused(2, "is no name", "user", "operator:eve");
        assertRefused(2, "--days takes a number", "user", "eve", "--days", "0");
        assertRefused(2, "cannot be named 'trusted'", "authority", "--authority", "trusted");
        assertRefused(1, "there is no authority 'authority'", "user", "eve");
        assertRefused(1, "there is no", "renew", "user-eve");
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(List.of(), files.toList());
            }
        }
    }
}
