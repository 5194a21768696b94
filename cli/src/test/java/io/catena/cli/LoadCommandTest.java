package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.cli.bulk.Progress;
import io.catena.cli.text.Console;
import io.catena.client.FakeServer;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LoadCommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeServer server = new FakeServer();
    private Path file;
    private Path state;

    @Before
    public void nameFiles() {
        file = folder.getRoot().toPath().resolve("pairs.tsv");
        state = folder.getRoot().toPath().resolve("pairs.tsv.catena-load");
    }

    @After
    public void close() {
        server.close();
    }

    private Run load(String... more) {
        return run("load", more);
    }

    private Run verify(String... more) {
        return run("verify", more);
    }

    private Run run(String command, String... more) {
        String[] args = new String[more.length + 4];
        args[0] = command;
        args[1] = file.toString();
        args[2] = "--servers";
        args[3] = server.address();
        System.arraycopy(more, 0, args, 4, more.length);
        return Run.of(args);
    }

    private void writePairs(int count) throws IOException {
        Files.writeString(
                file,
                IntStream.range(0, count)
                        .mapToObj(i -> "k" + i + "\tv" + i + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    public void everyPairOfAFileIsLoadedAndVerified() throws IOException {
        writePairs(20_000);
        Run load = load("-o", "json");
        assertEquals(load.err(), 0, load.exitCode());
        assertEquals(20_000, load.json().get("pairs").asInt());
        assertEquals(20_000, server.store.size());
        assertTrue(server.writeCalls + " calls", server.writeCalls.get() < 10_000);
        assertFalse("nothing is left to resume", Files.exists(state));
        Run verify = verify();
        assertEquals(verify.err(), 0, verify.exitCode());
        assertTrue(verify.out(), verify.out().startsWith("verified 20000 pairs in "));
    }

    @Test
    public void aByteOrderMarkBecomesNoPartOfAKey() throws IOException {
        Files.writeString(file, "\ufeffa\t1\nb\t2\n");
        Run load = load();
        assertEquals(2, load.exitCode());
        assertTrue(load.err(), load.err().contains("line 1 begins with a byte order mark"));
        assertEquals(0, server.store.size());
        Files.writeString(file, "a\t1\n\ufeffb\t2\n");
        assertEquals("in other lines it is data", 0, load().exitCode());
    }

    @Test
    public void blankLinesAreSkippedAndTheLastLineNeedsNoEnd() throws IOException {
        Files.writeString(file, "a\t1\n\n\nb\t\nc\t2\t3");
        assertTrue(load().out().startsWith("loaded 3 pairs"));
        assertEquals("2\t3", Run.of("get", "c", "--servers", server.address()).out());
        assertEquals(0, verify().exitCode());
    }

    @Test
    public void standardInputIsReadAsAFileIs() {
        Run load = Run.withInput("a\t1\nb\t2\n", "load", "-", "--servers", server.address());
        assertEquals(0, load.exitCode());
        assertEquals(2, server.store.size());
    }

    @Test
    public void aMalformedLineStopsTheLoadAndIsNamed() throws IOException {
        Files.writeString(file, "a\t1\n\nb 2\nc\t3\n");
        Run load = load();
        assertEquals(2, load.exitCode());
        assertTrue(load.err(), load.err().startsWith("catena: line 3 has no tab"));
        assertTrue(load.err(), load.err().contains("the first 1 lines are loaded"));
        assertEquals(1, server.store.size());
        Files.writeString(file, "a\t1\n\nb\t2\nc\t3\n");
        assertTrue("only the rest", load().out().startsWith("loaded 2 pairs"));
        assertEquals(3, server.store.size());
    }

    @Test
    public void anInterruptedLoadGoesOnWhereItStopped() throws IOException {
        writePairs(10_000);
        server.beforeWrite = () -> {
            if (server.store.size() >= 5000) {
                throw new Unavailable("no more today", UnavailableReason.CHANGING);
            }
        };
        Run first = load("--timeout", "1s");
        assertTrue("3, or 4 if a write was under way", List.of(3, 4).contains(first.exitCode()));
        assertTrue(first.err(), first.err().contains("run the same command again"));
        int done = server.store.size();
        assertTrue(Files.exists(state));
        server.beforeWrite = () -> {};
        Run second = load("-o", "json");
        assertEquals(second.err(), 0, second.exitCode());
        assertEquals(10_000, server.store.size());
        assertTrue(second.out(), second.json().get("pairs").asInt() <= 10_000 - done);
        assertFalse(Files.exists(state));
        assertEquals(0, verify().exitCode());
    }

    @Test
    public void anotherFileOfTheSameNameIsNotTakenForTheRestOfTheFirst() throws IOException {
        Files.writeString(file, "a\t1\nb\t2\nbad\n");
        assertEquals(2, load().exitCode());
        Files.writeString(file, "x\t1\ny\t2\nz\t3\n");
        Run load = load();
        assertEquals(2, load.exitCode());
        assertTrue(load.err(), load.err().contains("remove " + state));
        Files.delete(state);
        assertEquals(0, load().exitCode());
    }

    @Test
    public void ofTwoLinesWithOneKeyTheLaterHolds() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            lines.append("same\t").append(i).append('\n').append("k").append(i).append("\tv\n");
        }
        Files.writeString(file, lines);
        // Refused writes are repeated after random pauses: without the order of a key's writes they would overtake each
        // other.
        server.beforeWrite = () -> {
            if (server.writeCalls.get() % 2 == 1) {
                throw new Unavailable("too much", UnavailableReason.OVERLOADED);
            }
        };
        assertEquals(0, load().exitCode());
        assertEquals("39", Run.of("get", "same", "--servers", server.address()).out());
        assertEquals(0, verify().exitCode());
    }

    @Test
    public void missingAndWrongPairsAreCountedAndShown() throws IOException {
        writePairs(100);
        load();
        Run.of("delete", "k7", "--servers", server.address());
        Run.of("put", "k8", "other", "--servers", server.address());
        Run verify = verify("-o", "json");
        assertEquals(5, verify.exitCode());
        assertEquals(100, verify.json().get("pairs").asInt());
        assertEquals(1, verify.json().get("missing").asInt());
        assertEquals(1, verify.json().get("wrong").asInt());
        assertTrue(verify.err(), verify.err().contains("missing: k7\nwrong: k8\n"));
    }

    @Test
    public void aMissingFileIsBadInput() {
        Run load = load();
        assertEquals(2, load.exitCode());
        assertTrue(load.err(), load.err().matches("catena: there is no /.*pairs.tsv; check the file\n"));
    }

    @Test
    public void aCarriageReturnBeforeTheLineFeedIsNoPartOfTheValue() throws IOException {
        Files.writeString(file, "k1\tone\r\n\r\nk2\ttwo\rlines\r\r\nk3\tthree\r");
        assertEquals(0, load().exitCode());
        assertEquals("one", value("k1"));
        assertEquals("two\rlines\r", value("k2"));
        assertEquals("three\r", value("k3"));
        assertEquals(0, verify().exitCode());
    }

    @Test
    public void aFileThatIsNotTheOneLoadedBeforeIsRefusedInOneLine() throws IOException {
        Files.writeString(state, "catena load 1\n1\nabc\n");
        writePairs(3);
        Run load = load();
        assertEquals(2, load.exitCode());
        assertTrue(load.err(), load.err().matches("catena: the first 1 lines are not those [^\n]*\n"));
    }

    @Test
    public void aPairThatBreaksALimitIsNamedByItsLine() throws IOException {
        Files.writeString(file, "a\t1\nb\t" + "x".repeat(1_048_577) + "\n" + "k".repeat(1025) + "\t1\n");
        Run load = load();
        assertEquals(2, load.exitCode());
        assertTrue(load.err(), load.err().startsWith("catena: line 2: a value has at most 1048576 bytes"));
        assertTrue(load.err(), load.err().contains("the first 1 lines are loaded"));
        assertTrue(verify().err().startsWith("catena: line 3: a key has"));
        Files.delete(state);
        Files.writeString(file, "a\t1\n" + "k".repeat(1025) + "\t1\n");
        assertTrue(verify().err(), verify().err().startsWith("catena: line 2: a key has 1 to 1024 bytes"));
        assertTrue(load().err().startsWith("catena: line 2: a key has 1 to 1024 bytes"));
    }

    @Test
    public void whatIsNoRegularFileLeavesNothingBesideIt() throws Exception {
        Path pipe = folder.getRoot().toPath().resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        CompletableFuture<Run> load =
                CompletableFuture.supplyAsync(() -> Run.of("load", pipe.toString(), "--servers", server.address()));
        try (OutputStream out = Files.newOutputStream(pipe)) {
            out.write("a\t1\nb\t2\nbad\n".getBytes(StandardCharsets.UTF_8));
        }
        Run run = load.get(20, TimeUnit.SECONDS);
        assertTrue(run.err(), run.err().startsWith("catena: line 3 has no tab"));
        assertTrue(run.err(), run.err().contains("the first 2 lines are loaded; loading them again does no harm"));
        assertFalse(Files.exists(folder.getRoot().toPath().resolve("pipe.catena-load")));
    }

    @Test
    public void aFolderThatTakesNoStateFileDoesNotStopALoadUnlessTheFileWasAskedFor() throws IOException {
        Files.createDirectory(state.resolveSibling(state.getFileName() + ".tmp"));
        Files.writeString(file, "a\t1\nbad\n");
        Run load = load();
        assertTrue(load.err(), load.err().contains("the first 1 lines are loaded; loading them again does no harm"));
        Run asked = load("--resume-file", state.toString());
        assertTrue(asked.err(), asked.err().contains("reading or writing failed"));
    }

    @Test
    public void progressIsShownThoughNothingIsAnswered() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(null, null, Console.utf8(err), false, false, false);
        Progress progress = new Progress(console, 100);
        progress.update(7, 50);
        progress.draw(System.nanoTime() + 1_000_000_000L);
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        progress.draw(System.nanoTime() + 28_000_000_000L);
        String shown = err.toString(StandardCharsets.UTF_8);
        assertTrue(shown, shown.matches("\\[#+\\.+]  50 %  7 pairs in .*, no answer for 2[78] s\n"));
        progress.finish();
        progress.draw(System.nanoTime() + 60_000_000_000L);
        assertEquals(shown, err.toString(StandardCharsets.UTF_8));
    }

    private String value(String key) {
        return Run.of("get", key, "--servers", server.address()).out();
    }
}
