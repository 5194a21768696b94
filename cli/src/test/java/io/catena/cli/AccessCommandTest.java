package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.client.FakeServer;
import io.catena.thrift.AccessAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Shows and changes who may do what, and makes tokens. */
public class AccessCommandTest {
    private static final String RULES = "{\"grants\": []}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeServer server = new FakeServer();

    @After
    public void close() {
        server.close();
    }

    private Run access(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "--servers";
        all[1] = server.address();
        all[2] = "access";
        System.arraycopy(args, 0, all, 3, args.length);
        return Run.of(all);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.newFile().toPath(), content);
    }

    @Test
    public void rulesOfAFileAreStoredAndShownAgain() throws IOException {
        Path rules = file(RULES);
        Run set = access("set", rules.toString());
        assertEquals(set.err(), 0, set.exitCode());
        assertEquals("the access rules of " + rules + " are stored as version 1\n", set.out());
        assertEquals(RULES + "\n", access("show").out());
        JsonNode json = access("show", "-o", "json").json();
        assertEquals(1, json.get("version").asLong());
        assertEquals(RULES, json.get("rules").asText());
        assertTrue(json.get("enforced").asBoolean());
    }

    @Test
    public void whatWasChangedMeanwhileIsNotReplaced() throws IOException {
        Path rules = file(RULES);
        access("set", rules.toString());
        Run late = access("set", "--if-version", "0", rules.toString());
        assertEquals(3, late.exitCode());
        assertTrue(late.err(), late.err().contains("the rules have version 1"));
        assertEquals(0, access("set", "--if-version", "1", rules.toString()).exitCode());
    }

    @Test
    public void whereCallersAreNotToldApartThatIsSaid() {
        server.access = server.access.setEnforced(false);
        Run show = access("show");
        assertEquals(0, show.exitCode());
        assertTrue(show.err(), show.err().contains("these rules are not enforced"));
    }

    @Test
    public void whatAPrincipalMayDoIsToldInWordsAndByTheExitCode() throws IOException {
        Run may = access("test", "billing", "k");
        assertEquals(0, may.exitCode());
        assertEquals("billing may read and not write this key: it is granted read of all keys\n", may.out());
        server.accessAnswer = new AccessAnswer(false, false, true, "it is granted the role of an operator");
        Run mayNot = access("test", "alice", "k", "-o", "json");
        assertEquals(1, mayNot.exitCode());
        assertFalse(mayNot.json().get("read").asBoolean());
        assertTrue(mayNot.json().get("operator").asBoolean());
    }

    @Test
    public void aTokenIsMadeForItsOwnerAloneAndNeverPrinted() throws IOException {
        Path token = folder.getRoot().toPath().resolve("token");
        Run made = access("token", "billing", token.toString());
        assertEquals(made.err(), 0, made.exitCode());
        String secret = Files.readString(token).strip();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
        assertTrue(made.out(), made.out().matches("billing [0-9a-f]{64}\n"));
        assertFalse(made.out().contains(secret));
        Run again = access("token", "billing", token.toString());
        assertEquals(2, again.exitCode());
        assertTrue(again.err(), again.err().contains("a token in use would be lost"));
        assertEquals(secret, Files.readString(token).strip());
        assertEquals(2, access("token", "node:n1", token + "2").exitCode());
        assertEquals(2, access("token", "a b", token + "2").exitCode());
    }

    @Test
    public void badUseSaysWhatToDo() throws IOException {
        Run nothing = access();
        assertEquals(2, nothing.exitCode());
        assertTrue(nothing.err(), nothing.err().contains("say what to do: show, set FILE"));
        assertEquals(2, access("set", folder.getRoot() + "/missing").exitCode());
        Run large = access("set", file(" ".repeat(262_145)).toString());
        assertEquals(2, large.exitCode());
        assertTrue(large.err(), large.err().contains("more than 262144 bytes"));
    }
}
