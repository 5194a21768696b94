package io.catena.cli;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.client.FakeServer;
import io.catena.client.FakeStore;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Trouble;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Text that servers or other clients wrote cannot control the terminal. */
public class HostileTextTest {
    /** Clears the screen, in 7-bit and in 8-bit form; deletes; reverses the direction of writing. */
    private static final String HOSTILE = "\u001b[2J\u009b2J\u007f\u202e";

    private static final String SHOWN = "\\u001B[2J\\u009B2J\\u007F\\u202E";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeServer server = new FakeServer("n" + HOSTILE, new FakeStore());

    @Before
    public void formChain() {
        FakeServer.chain(7, server);
        server.layout.setNote("note" + HOSTILE);
    }

    @After
    public void close() {
        server.close();
    }

    private Run catena(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "--servers";
        all[1] = server.address();
        System.arraycopy(args, 0, all, 2, args.length);
        return Run.of(all);
    }

    private static void isShown(String text, String output) {
        assertTrue(output, output.contains(text + SHOWN));
        assertFalse(output, output.codePoints().anyMatch(c -> c != '\n' && Character.isISOControl(c)));
        assertFalse(output, output.contains("\u202e"));
    }

    @Test
    public void notesNamesAndTroublesAreShown() throws IOException {
        server.troubles = List.of(new Trouble("KIND", "trouble" + HOSTILE, true, 3_000));
        Run status = catena("status");
        isShown("n", status.out());
        isShown("note: note", status.out());
        isShown("NOT SERVING: trouble", status.out());
        isShown("note", catena("layout").out());
        server.settings.setNote("waits" + HOSTILE);
        server.settings.getWanted().setLeaseMillis(1);
        server.settingsTakeEffectAfter = Integer.MAX_VALUE;
        isShown("waits", catena("settings").out());
    }

    @Test
    public void errorMessagesAreShown() {
        server.beforeWrite = () -> {
            throw new InvalidRequest("wrong" + HOSTILE);
        };
        isShown("wrong", catena("put", "k", "v").err());
        server.beforeRead = () -> {
            throw new Unavailable("away" + HOSTILE, UnavailableReason.CHANGING);
        };
        isShown("away", catena("get", "k", "--timeout", "300ms").err());
    }

    @Test
    public void keysAreShownInMessages() throws IOException {
        Path file = folder.newFile().toPath();
        Files.writeString(file, "k" + HOSTILE + "\tv\n");
        isShown("missing: k", catena("verify", file.toString()).err());
    }

    @Test
    public void jsonMeansTheSame() throws IOException {
        Run layout = catena("layout", "-o", "json");
        isShown("note", layout.out());
        assertEquals("note" + HOSTILE, layout.json().get("note").asText());
    }

    @Test
    public void theValueItselfIsPrintedAsItIs() {
        byte[] value = HOSTILE.getBytes(StandardCharsets.UTF_8);
        assertEquals(0, catena("put", "k", HOSTILE).exitCode());
        assertArrayEquals(value, catena("get", "k").outBytes());
    }
}
