package io.catena.cli;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.client.FakeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.After;
import org.junit.Test;

public class KeyCommandsTest {
    private final FakeServer server = new FakeServer();

    @After
    public void close() {
        server.close();
    }

    private Run catena(String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--servers";
        all[args.length + 1] = server.address();
        return Run.of(all);
    }

    private static void assertFails(int exitCode, String words, Run run) {
        assertEquals(run.err(), exitCode, run.exitCode());
        assertTrue(run.err(), run.err().matches("catena: [^\n]*" + words + "[^\n]*\n"));
    }

    @Test
    public void aValueComesBackAsTheBytesThatItIs() {
        assertEquals(0, catena("put", "ключ", "значение").exitCode());
        Run get = catena("get", "ключ");
        assertEquals("значение", get.out());
        assertEquals(0, get.exitCode());
    }

    @Test
    public void putAndDeletePrintWhatTheyReplaced() {
        assertEquals("", catena("put", "k", "a").out());
        assertEquals("a", catena("put", "k", "b").out());
        assertEquals("b", catena("delete", "k").out());
        Run nothing = catena("delete", "k");
        assertEquals("", nothing.out());
        assertEquals(0, nothing.exitCode());
    }

    @Test
    public void aStaleReadSaysHowOldItMayBe() throws IOException {
        catena("put", "k", "v");
        Run get = catena("get", "k", "--stale");
        assertEquals("v", get.out());
        assertEquals("stale: writes of the last 40 ms may be missing\n", get.err());
        assertEquals(
                40,
                catena("get", "k", "--stale", "-o", "json")
                        .json()
                        .get("ageMillis")
                        .asInt());
        server.staleMillis = -1;
        assertTrue(catena("get", "k", "--stale").err().contains("does not know how old"));
    }

    @Test
    public void oneNodeIsAskedByItsPort() {
        try (FakeServer other = new FakeServer("n2", server.store)) {
            FakeServer.chain(2, server, other);
            catena("put", "k", "v");
            int before = server.readCalls.get();
            String port = Integer.toString(other.member().getPort());
            assertEquals("v", catena("get", "k", "--from", port).out());
            assertEquals("v", catena("get", "k", "--stale", "--from", port).out());
            assertEquals("v", catena("get", "k", "--from", other.address()).out());
            assertEquals(3, other.readCalls.get());
            assertFails(2, "no server address", catena("get", "k", "--from", "x"));
            assertEquals(before, server.readCalls.get());
        }
    }

    @Test
    public void aNodeThatIsNotThereIsNamed() {
        catena("put", "k", "v");
        assertFails(3, "127.0.0.1:1 ", catena("get", "k", "--from", "1"));
    }

    @Test
    public void aMissingKeyIsExitCodeOne() throws IOException {
        assertFails(1, "no such key", catena("get", "k"));
        Run json = catena("get", "k", "-o", "json");
        assertEquals(1, json.exitCode());
        assertEquals(false, json.json().get("found").asBoolean());
    }

    @Test
    public void hexadecimalGoesInAndOut() throws IOException {
        assertEquals(0, catena("put", "--hex", "00ff", "fe0a").exitCode());
        assertEquals("fe0a", catena("get", "--hex", "00ff").out());
        assertEquals(
                "fe0a",
                catena("get", "--hex", "00ff", "-o", "json")
                        .json()
                        .at("/value/hex")
                        .asText());
        assertFails(2, "not hexadecimal", catena("get", "--hex", "0"));
    }

    @Test
    public void bytesThatAreNoTextAreHexadecimalInJsonAndUntouchedElsewhere() throws IOException {
        catena("put", "--hex", "6b", "ff00");
        assertArrayEquals(new byte[] {-1, 0}, catena("get", "k").outBytes());
        assertEquals(
                "ff00", catena("get", "k", "-o", "json").json().at("/value/hex").asText());
    }

    @Test
    public void jsonIsOneObject() throws IOException {
        catena("put", "k", "a");
        Run run = catena("put", "k", "b", "--output", "json");
        JsonNode put = run.json();
        assertTrue(put.get("applied").asBoolean());
        assertEquals("a", put.get("previous").asText());
        assertTrue(put.get("version").asLong() > put.get("previousVersion").asLong());
        assertEquals(1, run.out().lines().count());
    }

    @Test
    public void aConditionThatDoesNotHoldIsExitCodeOneAndChangesNothing() {
        catena("put", "k", "a");
        assertFails(1, "the condition did not hold", catena("put", "k", "b", "--if-absent"));
        assertFails(1, "the condition did not hold", catena("delete", "k", "--if-version", "99"));
        assertEquals("a", catena("get", "k").out());
        assertFails(2, "mutually exclusive", catena("put", "k", "b", "--if-absent", "--if-version", "1"));
    }

    @Test
    public void aKeyWithAPreviousValueTooLargeToBeToldIsNotCalledMissing() throws IOException {
        long version =
                catena("put", "k", "a", "-o", "json").json().get("version").asLong();
        server.store.keepsPreviousValues = true;
        assertFails(1, "the key has version " + version, catena("put", "k", "b", "--if-absent"));
        assertEquals(
                version,
                catena("put", "k", "b", "-o", "json")
                        .json()
                        .get("previousVersion")
                        .asLong());
    }

    @Test
    public void jsonOfAConditionThatDoesNotHoldTellsWhatTheKeyHas() throws IOException {
        long version =
                catena("put", "k", "a", "-o", "json").json().get("version").asLong();
        JsonNode put = catena("put", "k", "b", "--if-absent", "-o", "json").json();
        assertFalse(put.get("applied").asBoolean());
        assertEquals("a", put.get("previous").asText());
        assertEquals(version, put.get("previousVersion").asLong());
        assertTrue("no key has this one", put.get("version").asLong() > version);
        JsonNode missing = catena("delete", "no such key", "--if-version", "1", "-o", "json")
                .json();
        assertTrue(missing.get("previous").isNull()
                && missing.get("previousVersion").isNull());
    }

    @Test
    public void globalOptionsMayStandBeforeOrAfterTheSubcommand() throws IOException {
        Run before = Run.of("--servers", server.address(), "-o", "json", "--timeout", "2s", "put", "k", "v");
        assertTrue(before.json().get("applied").asBoolean());
        Run after = Run.of("put", "k", "v", "--timeout", "2000ms", "-o", "json", "--servers", server.address());
        assertEquals("v", after.json().get("previous").asText());
    }

    @Test
    public void badUsageIsExitCodeTwoAndOneLine() {
        assertFails(2, "name a command", catena());
        assertFails(2, "catena put --help", catena("put", "k"));
        assertFails(2, "Unmatched argument", catena("git", "k"));
        assertFails(2, "no timeout", catena("get", "k", "--timeout", "5h"));
        assertFails(2, "no server address", Run.of("get", "k", "--servers", "nowhere"));
        assertFails(2, "1 to 1024 bytes", catena("get", ""));
        assertFails(2, "LC_ALL", catena("get", "\uFFFD"));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    public void withoutAServerTheExitCodeIsThreeAndTheErrorNamesTheServersTriedAndHowToNameOthers() throws IOException {
        String first = "127.0.0.1:" + closedPort();
        String second = "127.0.0.1:" + closedPort();
        for (String command : new String[] {"put k v", "get k", "get k --stale", "status", "die head"}) {
            Run run = Run.of((command + " --timeout 200ms --servers " + first + "," + second).split(" "));
            assertFails(
                    3, "cannot connect to " + first + " \\(.+\\) or " + second + " \\(.+\\); .* CATENA_SERVERS", run);
        }
    }

    @Test
    public void whenOneOfTheNamedServersTakesConnectionsOthersAreNotAskedFor() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String servers = "127.0.0.1:" + closedPort() + ",127.0.0.1:" + silent.getLocalPort();
            Run run = Run.of("get", "k", "--timeout", "200ms", "--servers", servers);
            assertFails(3, "no answer within 200 ms", run);
            assertFalse(run.err(), run.err().contains("CATENA_SERVERS"));
        }
    }

    @Test
    public void aNodeAskedByItsPortIsNamedThoughNoOtherNodeIsThereEither() throws IOException {
        String port = Integer.toString(closedPort());
        Run run = Run.of("get", "k", "--from", port, "--timeout", "200ms", "--servers", "127.0.0.1:" + closedPort());
        assertFails(3, "cannot connect to 127.0.0.1:" + port, run);
    }

    @Test
    public void aWriteThatMayHaveBeenDoneIsExitCodeFour() {
        server.afterWrite = FakeServer.HANG_UP;
        assertFails(4, "may have been done", catena("put", "k", "v", "--timeout", "2s"));
    }

    @Test
    public void helpTellsTheExitCodesAndTheVersionIsTheBuilds() {
        for (Run help : new Run[] {Run.of("--help"), Run.of("put", "--help"), Run.of("die", "--help")}) {
            assertEquals(0, help.exitCode());
            assertTrue(help.out(), help.out().contains("4  may have been done"));
            assertTrue(help.out(), help.out().contains("--servers"));
        }
        assertTrue(Run.of("--version").out().matches("catena \\d+\\.\\d+.*\n"));
    }

    @Test
    public void theCompletionScriptKnowsTheSubcommands() {
        String script = Run.of("completion").out();
        assertTrue(script.startsWith("#!"));
        assertTrue(script.contains("verify"));
    }
}
