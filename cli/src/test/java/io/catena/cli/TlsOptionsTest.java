package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.client.FakeServer;
import io.catena.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The command line by TLS, with a certificate or a token. */
public class TlsOptionsTest {
    private static final String TOKEN = "s3cret-of-ada";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("authority");
    private final FakeServer server = new FakeServer();
    private String authorities;
    private String certificate;
    private String key;
    private String token;

    @Before
    public void writeFiles() throws IOException {
        Path root = folder.getRoot().toPath();
        authorities = root.resolve("ca.crt").toString();
        certificate = root.resolve("ada.crt").toString();
        key = root.resolve("ada.key").toString();
        token = root.resolve("token").toString();
        TestAuthority.write(Path.of(authorities), authority);
        authority.certificate("ada").issue().certificateTo(Path.of(certificate)).keyTo(Path.of(key));
        Files.writeString(Path.of(token), TOKEN + "\n");
        server.tls.context = authority.server().issue().context(authority);
    }

    @After
    public void close() {
        server.close();
    }

    private void assertDone(Run run) {
        assertEquals(run.err(), 0, run.exitCode());
    }

    private void assertSaw(String... names) {
        assertEquals(List.of(names), server.tls.names.stream().distinct().toList());
    }

    @Test
    public void allCommandsGoByTlsWithTheCertificate() {
        String[] global = {
            "--servers",
            server.address(),
            "--cacert",
            authorities,
            "--cert",
            certificate,
            "--key",
            key,
            "--timeout",
            "20s"
        };
        for (String command :
                List.of("put k v", "get k", "layout", "status", "digest", "settings", "die --ports " + server.port())) {
            String[] words = command.split(" ");
            String[] all = new String[global.length + words.length];
            System.arraycopy(words, 0, all, 0, words.length);
            System.arraycopy(global, 0, all, words.length, global.length);
            assertDone(Run.of(all));
        }
        assertSaw("ada");
        assertEquals(List.of(), server.tokens);
    }

    @Test
    public void theEnvironmentNamesTheFilesToo() {
        assertDone(Run.with(
                Map.of(
                        "CATENA_SERVERS", "127.0.0.1:1," + server.address(),
                        "CATENA_CACERT", authorities,
                        "CATENA_CERT", certificate,
                        "CATENA_KEY", key,
                        "CATENA_TOKEN_FILE", ""),
                "put",
                "k",
                "v"));
        assertSaw("ada");
    }

    @Test
    public void aTokenIsShownFromItsFile() {
        server.token = TOKEN;
        assertDone(
                Run.of("put", "k", "v", "--servers", server.address(), "--cacert", authorities, "--token-file", token));
        assertEquals(List.of(TOKEN), server.tokens.stream().distinct().toList());
        assertSaw("nobody");
    }

    @Test
    public void aTokenThatIsNotKnownIsForbiddenAndNotPrinted() {
        server.token = "another";
        Run run =
                Run.of("put", "k", "v", "--servers", server.address(), "--cacert", authorities, "--token-file", token);
        assertEquals(3, run.exitCode());
        assertTrue(run.err(), run.err().contains("forbids the call: the token is not known"));
        assertFalse(run.err(), run.err().contains(TOKEN));
    }

    @Test
    public void aKeyThatIsNotGrantedIsForbidden() {
        server.forbidden = any -> true;
        Run run = Run.of("get", "k", "--servers", server.address(), "--cacert", authorities);
        assertEquals(3, run.exitCode());
        assertTrue(run.err(), run.err().matches("catena: .*a grant is needed[^\n]*\n"));
    }

    @Test
    public void badFilesAreBadUsageAndToldInOneLine() {
        for (String[] words : new String[][] {
            {"--cacert", folder.getRoot().toPath().resolve("none").toString()},
            {"--cacert", authorities, "--cert", certificate},
            {"--cert", certificate, "--key", key},
            {"--token-file", token},
            {"--cacert", ""}
        }) {
            String[] all = new String[words.length + 4];
            System.arraycopy(words, 0, all, 0, words.length);
            System.arraycopy(new String[] {"get", "k", "--servers", server.address()}, 0, all, words.length, 4);
            Run run = Run.of(all);
            assertEquals(run.err(), 2, run.exitCode());
            assertTrue(run.err(), run.err().matches("catena: [^\n]+\n"));
        }
    }

    @Test
    public void whyNoConnectionComesAboutIsTold() {
        Run plain = Run.of("get", "k", "--servers", server.address(), "--timeout", "1500ms");
        assertEquals(3, plain.exitCode());
        assertTrue(plain.err(), plain.err().contains("takes TLS only"));
        TestAuthority.write(Path.of(authorities), TestAuthority.named("stranger"));
        Run strange = Run.of("get", "k", "--servers", server.address(), "--cacert", authorities, "--timeout", "1500ms");
        assertEquals(3, strange.exitCode());
        assertTrue(strange.err(), strange.err().contains("no authority that is trusted here"));
    }
}
