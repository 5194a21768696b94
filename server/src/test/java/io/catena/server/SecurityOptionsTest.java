package io.catena.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Plain text is taken from this machine alone, unless the operator says otherwise. */
public class SecurityOptionsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final Path FILE = Path.of("file");
    private final List<String> problems = new ArrayList<>();
    private final SecurityOptions options = new SecurityOptions(problems);

    private void refused(String why) {
        assertEquals(problems.toString(), 1, problems.size());
        assertTrue(problems.get(0), problems.get(0).contains(why));
        problems.clear();
    }

    @Test
    public void onTheLoopbackPlainTextIsTaken() {
        for (String loopback : new String[] {"127.0.0.1", "::1", "localhost", "127.9.9.9"}) {
            assertNull(options.tls(null, null, null, null, loopback, false));
        }
        assertEquals(List.of(), problems);
    }

    @Test
    public void elsewhereOnlyIfTheOperatorSaysSo() {
        for (String open : new String[] {"0.0.0.0", "::", "10.0.0.1"}) {
            options.tls(null, null, null, null, open, false);
            refused("--listen " + open + " is open to other machines");
            assertNull(options.tls(null, null, null, null, open, true));
        }
        assertEquals(List.of(), problems);
    }

    @Test
    public void withCertificatesAnyAddressWill() {
        assertEquals(new TlsFiles(FILE, FILE, FILE), options.tls(FILE, FILE, FILE, FILE, "0.0.0.0", false));
        assertEquals(List.of(), problems);
    }

    @Test
    public void halfOfItIsRefused() {
        options.tls(FILE, null, FILE, null, "10.0.0.1", false);
        refused("belong together");
        options.tls(null, null, null, FILE, "127.0.0.1", false);
        refused("--tokens-file needs --tls-cert");
        options.tls(FILE, FILE, FILE, null, "10.0.0.1", true);
        refused("exclude each other");
    }

    @Test
    public void theIdentityForZooKeeperIsOneLineWithUserAndPassword() throws Exception {
        assertNull(options.zooKeeper(null, false, null));
        assertEquals(
                auth("a:b\n").toString(),
                options.zooKeeper(auth("a:b\n"), true, FILE).toString());
        assertEquals(List.of(), problems);
        for (String wrong : new String[] {"", "user-alone", ":password", "user:", "a:b\nc:d"}) {
            assertNull(options.zooKeeper(auth(wrong), false, null));
            refused("--zookeeper-auth-file " + folder.getRoot());
        }
        options.zooKeeper(null, true, null);
        refused("--zookeeper-tls needs --tls-cert");
    }

    private Path auth(String content) throws IOException {
        return Files.writeString(folder.getRoot().toPath().resolve("auth"), content);
    }
}
