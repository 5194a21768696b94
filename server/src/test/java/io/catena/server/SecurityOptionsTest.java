package io.catena.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.tls.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Plain text is taken from this machine alone, unless the operator says otherwise. */
public class SecurityOptionsTest {
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
}
