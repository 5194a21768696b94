package io.catena.server.trace;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class TraceFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path path() {
        return folder.getRoot().toPath().resolve("trace.jsonl");
    }

    @Test
    public void linesStandInTheirOrderBehindThoseOfAnEarlierProcess() throws IOException {
        for (String line : new String[] {"first", "second"}) {
            try (TraceFile file = TraceFile.open(path())) {
                assertTrue(file.add(line));
                assertTrue(file.add(line + " again"));
            }
        }
        assertEquals(List.of("first", "first again", "second", "second again"), Files.readAllLines(path()));
    }

    @Test
    public void whatWasTakenIsInTheFileAfterAFlush() throws IOException {
        try (TraceFile file = TraceFile.open(path())) {
            file.add("line");
            file.flush();
            assertEquals(List.of("line"), Files.readAllLines(path()));
        }
    }

    @Test
    public void noOtherUserMayReadIt() throws IOException {
        try (TraceFile file = TraceFile.open(path())) {
            assertTrue(file.add("secret"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
        }
    }

    @Test
    public void aTraceThatWouldBeTooLongEndsForGood() throws IOException {
        try (TraceFile file = TraceFile.open(path(), 12, 1_000)) {
            assertTrue(file.add("12345"));
            assertFalse(file.add("67890123"));
            assertFalse(file.add("1"));
        }
        assertEquals(List.of("12345"), Files.readAllLines(path()));
    }

    /** The event loop must not fill the memory with lines that the disk is too slow for. */
    @Test
    public void aTraceForWhichTooMuchWaitsEndsForGood() throws IOException {
        try (TraceFile file = TraceFile.open(path(), 1_000, 12)) {
            assertFalse(file.add("1234567890123"));
            assertFalse(file.add("1"));
        }
        assertEquals(List.of(), Files.readAllLines(path()));
    }
}
