package io.catena.server.logging;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

public class LogTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<LogEvent> heard = new ArrayList<>();

    private static LogEvent event(String message, Throwable thrown) {
        return new LogEvent(
                ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6_000_000, ZoneOffset.UTC),
                Level.INFO,
                "main",
                "io.catena.server.node.Node",
                message,
                thrown);
    }

    private List<String> messages() {
        return heard.stream().map(LogEvent::message).toList();
    }

    @Test
    public void slf4jFindsIt() {
        assertTrue(LoggerFactory.getILoggerFactory() instanceof Loggers);
    }

    @Test
    public void aLineSaysWhenHowLoudWhoAndWhat() {
        assertEquals(
                "2026-01-02T03:04:05.006Z INFO  [main] Node: hello\n",
                event("hello", null).text());
        String thrown = event("oh", new IOException("full")).text();
        assertTrue(
                thrown,
                thrown.startsWith("2026-01-02T03:04:05.006Z INFO  [main] Node: oh\njava.io.IOException: full\n"));
    }

    @Test
    public void oursIsHeardFromItsLevelOnAndOthersFromWarn() {
        Loggers loggers = new Loggers(new LogLevels("debug"), heard::add);
        Logger ours = loggers.getLogger("io.catena.server.Some");
        ours.trace("no");
        ours.debug("a {} of {}", "pair", 2);
        Logger others = loggers.getLogger("org.example.Other");
        others.info("no");
        others.warn("b", new IOException("c"));
        Logger noisy = loggers.getLogger("org.apache.zookeeper.ClientCnxn");
        noisy.warn("no");
        noisy.error("d {}", 1, new IOException("e"));
        loggers.getLogger("org.apache.zookeeper.client.StaticHostProvider").error("no");
        assertEquals(List.of("a pair of 2", "b", "d 1"), messages());
        assertEquals("c", heard.get(1).thrown().getMessage());
        assertEquals("e", heard.get(2).thrown().getMessage());
    }

    @Test
    public void withoutALevelThatExistsItIsInfo() {
        for (String level : new String[] {null, "", "loud"}) {
            assertEquals(Level.INFO.toInt(), new LogLevels(level).lowest("io.catena.x.Y"));
        }
        assertEquals(LogLevels.OFF, new LogLevels("off").lowest("io.catena.x.Y"));
    }

    @Test
    public void aFullFileIsPutAsideAndTheOldestIsLost() throws IOException {
        Path directory = folder.getRoot().toPath().resolve("log");
        long room = event("0", null).text().length() * 2L;
        RolledFile file = new RolledFile(directory, room);
        for (int i = 0; i < 9; i++) {
            file.write(event(Integer.toString(i), null));
        }
        new RolledFile(directory, room).write(event("9", null));
        assertEquals("8 9", digits(directory, "catena.log"));
        assertEquals("6 7", digits(directory, "catena-1.log"));
        new RolledFile(directory, 1).write(event("a", null));
        file = new RolledFile(directory, 1);
        file.write(event("b", null));
        file.write(event("c", null));
        assertEquals("c", digits(directory, "catena.log"));
        assertEquals("4 5", digits(directory, "catena-5.log"));
        assertFalse(Files.exists(directory.resolve("catena-6.log")));
    }

    private static String digits(Path directory, String name) throws IOException {
        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(name))) {
            found.add(line.substring(line.length() - 1));
        }
        return String.join(" ", found);
    }

    @Test
    public void whatCannotBeWrittenIsLostAndHarmsNobody() throws IOException {
        Path directory = folder.newFile("log").toPath();
        RolledFile file = new RolledFile(directory, 1000);
        file.write(event("lost", null));
        Files.delete(directory);
        file.write(event("kept", null));
        assertTrue(Files.readString(directory.resolve("catena.log")).contains("kept"));
    }
}
