package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.client.FakeServer;
import io.catena.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The user's contexts, and which of them counts. */
public class ContextCommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("authority");
    private final FakeServer plain = new FakeServer();
    private final FakeServer secured = new FakeServer();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Map<String, String> environment = new HashMap<>();
    private Path file;
    private String authorities;

    @Before
    public void write() {
        file = folder.getRoot().toPath().resolve("catena").resolve("contexts.json");
        environment.put("CATENA_CONTEXTS", file.toString());
        authorities = folder.getRoot().toPath().resolve("ca.crt").toString();
        TestAuthority.write(Path.of(authorities), authority);
        secured.tls.context = authority.server().issue().context(authority);
    }

    @After
    public void close() {
        plain.close();
        secured.close();
        threads.shutdown();
    }

    private Run catena(String... words) {
        return Run.with(environment, words);
    }

    private Run done(String... words) {
        Run run = catena(words);
        assertEquals(run.err(), 0, run.exitCode());
        return run;
    }

    private void refused(String why, String... words) {
        Run run = catena(words);
        assertEquals(run.err(), 2, run.exitCode());
        assertTrue(run.err(), run.err().contains(why));
        assertTrue(run.err(), run.err().matches("catena: [^\n]+\n"));
    }

    private void makeBoth() {
        done("context", "set", "plain", "--servers", plain.address());
        done("context", "set", "prod", "--servers", secured.address(), "--cacert", authorities);
    }

    private void assertReaches(FakeServer expected, String... words) {
        int before = expected.readCalls.get();
        Run run = catena(words);
        assertTrue(run.err(), run.exitCode() <= 1);
        assertEquals(before + 1, expected.readCalls.get());
    }

    @Test
    public void theFirstContextIsTheCurrentOneUntilAnotherIs() {
        assertTrue(catena("context", "set", "plain", "--servers", plain.address())
                .err()
                .contains("context plain is made, and is the current one"));
        done("context", "set", "prod", "--servers", secured.address(), "--cacert", authorities);
        assertReaches(plain, "get", "k");
        done("context", "use", "prod");
        assertReaches(secured, "get", "k");
        done("context", "delete", "prod");
        refused("no context is the current one", "context", "show");
    }

    @Test
    public void oneCommandMayUseAnother() {
        makeBoth();
        assertReaches(secured, "get", "k", "--context", "prod");
        environment.put("CATENA_CONTEXT", "prod");
        assertReaches(secured, "get", "k");
        assertReaches(plain, "get", "k", "--context", "plain");
        refused("there is no context 'x'", "get", "k", "--context", "x");
    }

    @Test
    public void namedServersAreNotReachedWithTheFilesOfTheCurrentContext() {
        makeBoth();
        done("context", "use", "prod");
        assertReaches(plain, "get", "k", "--servers", plain.address());
        environment.put("CATENA_SERVERS", plain.address());
        assertReaches(plain, "get", "k");
        assertReaches(secured, "get", "k", "--context", "prod", "--servers", secured.address());
    }

    @Test
    public void anOptionCountsBeforeTheEnvironmentAndThatBeforeTheContext() throws IOException {
        Path token = folder.newFile("token").toPath();
        Path other = folder.newFile("other").toPath();
        Path third = folder.newFile("third").toPath();
        Files.writeString(token, "of-context");
        Files.writeString(other, "of-environment");
        Files.writeString(third, "of-option");
        done(
                "context",
                "set",
                "prod",
                "--servers",
                secured.address(),
                "--cacert",
                authorities,
                "--token-file",
                token.toString());
        done("put", "k", "v");
        environment.put("CATENA_TOKEN_FILE", other.toString());
        done("put", "k", "v");
        done("put", "k", "v", "--token-file", third.toString());
        assertEquals(
                List.of("of-context", "of-environment", "of-option"),
                secured.tokens.stream().distinct().toList());
    }

    @Test
    public void noContextIsOneToo() {
        makeBoth();
        Run run = catena("get", "k", "--context", "none", "--timeout", "300ms");
        assertEquals(3, run.exitCode());
        assertTrue(run.err(), run.err().contains("127.0.0.1:7401"));
    }

    @Test
    public void theAdminTokenOfTheContextIsShown() throws IOException {
        Path token = folder.newFile("admin").toPath();
        Files.writeString(token, "");
        done("context", "set", "plain", "--servers", plain.address(), "--admin-token-file", token.toString());
        refused("is empty", "settings", "set", "lease-millis=100");
        assertEquals(
                token.toString(),
                jsonOf("context", "show", "-o", "json").get("adminTokenFile").asText());
    }

    private JsonNode jsonOf(String... words) throws IOException {
        return done(words).json();
    }

    @Test
    public void listAndShowPrintThem() throws IOException {
        makeBoth();
        List<String> lines = done("context", "list").out().lines().toList();
        assertTrue(lines.get(0), lines.get(0).matches("CURRENT +NAME +SERVERS +TLS +SHOWS"));
        assertTrue(lines.get(1), lines.get(1).matches("\\* +plain +" + plain.address() + " +no +-"));
        assertTrue(lines.get(2), lines.get(2).matches(" +prod +" + secured.address() + " +yes +-"));
        assertEquals(done("context", "list").out(), done("context").out());
        assertEquals(
                "plain", jsonOf("context", "list", "-o", "json").get("current").asText());
        assertEquals(
                "name: prod\nservers: " + secured.address() + "\ncacert: " + authorities + "\n",
                done("context", "show", "prod").out());
    }

    @Test
    public void setChangesWhatIsNamedAndKeepsTheRest() throws IOException {
        makeBoth();
        done("context", "set", "prod", "--servers", "a:1,b:2");
        JsonNode prod = jsonOf("context", "show", "prod", "-o", "json");
        assertEquals(2, prod.get("servers").size());
        assertEquals(authorities, prod.get("cacert").asText());
        environment.put("CATENA_SERVERS", "other:1");
        refused("no option says what context 'x' is", "context", "set", "x");
    }

    @Test
    public void mistakesAreToldWhenTheContextIsSet() {
        refused("is no name for a context", "context", "set", "none", "--servers", "a:1");
        refused("is no name for a context", "context", "set", "a b", "--servers", "a:1");
        refused("is no server address", "context", "set", "x", "--servers", "a");
        refused("there is no such file", "context", "set", "x", "--cacert", "none.crt");
        refused("there is no context 'x'", "context", "use", "x");
        refused("there is no context 'x'", "context", "delete", "x");
        refused("there is no context 'x'", "context", "show", "x");
        assertFalse(Files.exists(file));
    }

    @Test
    public void onlyItsOwnerReadsTheFileAndNothingElseStaysBehind() throws IOException {
        makeBoth();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        try (Stream<Path> all = Files.list(file.getParent())) {
            assertEquals(List.of(file, lock()), all.sorted().toList());
        }
    }

    private Path lock() {
        return file.resolveSibling("contexts.json.lock");
    }

    @Test
    public void ofManyCommandsAtATimeNoneIsLost() throws IOException {
        int commands = 40;
        List<CompletableFuture<Void>> all = IntStream.range(0, commands)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> done("context", "set", "c" + i, "--servers", "host:" + (i + 1)), threads))
                .toList();
        all.forEach(CompletableFuture::join);
        assertEquals(
                commands,
                jsonOf("context", "list", "-o", "json").get("contexts").size());
    }

    @Test
    public void aLinkToTheFileStaysALink() throws IOException {
        makeBoth();
        Path link = Files.createSymbolicLink(folder.getRoot().toPath().resolve("link"), file);
        environment.put("CATENA_CONTEXTS", link.toString());
        done("context", "use", "prod");
        assertTrue(Files.isSymbolicLink(link));
        environment.put("CATENA_CONTEXTS", file.toString());
        assertReaches(secured, "get", "k");
    }

    @Test
    public void pathsInTheFileAreRelativeToIt() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"current\": \"prod\", \"contexts\": {\"prod\": {\"servers\": [\"" + secured.address()
                        + "\"], \"cacert\": \"../ca.crt\"}}}");
        assertReaches(secured, "get", "k");
    }

    @Test
    public void aFileThatIsNotUnderstoodIsRefusedAndNotOverwritten() throws IOException {
        Files.createDirectories(file.getParent());
        for (String bad : new String[] {
            "",
            "{",
            "[]",
            "{} {}",
            "{\"current\": \"x\"}",
            "{\"current\": 1}",
            "{\"future\": 1}",
            "{\"contexts\": []}",
            "{\"contexts\": {\"x\": 1}}",
            "{\"contexts\": {\"a b\": {}}}",
            "{\"contexts\": {\"x\": {\"future\": 1}}}",
            "{\"contexts\": {\"x\": {\"servers\": []}}}",
            "{\"contexts\": {\"x\": {\"servers\": [1]}}}",
            "{\"contexts\": {\"x\": {\"servers\": \"a:1\"}}}",
            "{\"contexts\": {\"x\": {\"cacert\": {}}}}",
            "{\"contexts\": {}, \"contexts\": {}}",
            "[".repeat(5000),
            " ".repeat((1 << 20) + 1)
        }) {
            Files.writeString(file, bad);
            refused("contexts.json", "context", "set", "x", "--servers", "a:1");
            refused("contexts.json", "get", "k");
            assertEquals(bad, Files.readString(file));
        }
    }
}
