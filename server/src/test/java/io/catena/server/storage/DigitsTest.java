package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.storage.journal.DirectoryLogFiles;
import io.catena.server.storage.leveldb.Databases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Under a locale with digits of its own, and with what an earlier version wrote under one. */
public class DigitsTest extends StoreTest {
    private final Locale before = Locale.getDefault(Locale.Category.FORMAT);

    @Before
    public void writeUnderAnotherLocale() {
        setDigitsOfTheirOwn();
        reopen();
        store.recover();
        store.write(Samples.appendAndApply(Samples.record(1, Samples.put("a", "flushed"))));
        store.digest();
        store.write(Samples.appendAndApply(Samples.record(2, Samples.put("b", "in the log"))));
        store.close();
    }

    private static void setDigitsOfTheirOwn() {
        Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("fa-IR-u-nu-arabext"));
    }

    @After
    public void restoreLocale() {
        Locale.setDefault(Locale.Category.FORMAT, before);
    }

    @Test
    public void everyFileIsNamedInAscii() throws IOException {
        assertTrue(names().toString(), names().stream().allMatch(name -> name.equals(AsciiNames.ascii(name))));
        assertReadAndWrittenOn();
    }

    @Test
    public void whatWasWrittenWithOtherDigitsIsReadAndNamedAnew() throws IOException {
        for (String name : names()) {
            Files.move(directory.resolve(name), directory.resolve(persian(name)));
        }
        Path current = directory.resolve(Databases.CURRENT);
        Files.writeString(current, persian(Files.readString(current)), StandardCharsets.UTF_8);
        assertReadAndWrittenOn();
        assertTrue(names().toString(), names().stream().allMatch(name -> name.equals(AsciiNames.ascii(name))));
    }

    @Test
    public void aFileStaysAsItIsIfItsRightNameIsTaken() throws IOException {
        Path other = directory.resolve(persian(DirectoryLogFiles.name(1)));
        Files.writeString(other, "from long ago");
        assertReadAndWrittenOn();
        assertEquals("from long ago", Files.readString(other));
    }

    private void assertReadAndWrittenOn() {
        for (int again = 0; again < 2; again++) {
            setDigitsOfTheirOwn();
            reopen();
            assertEquals(2 + again, store.recover().applied());
            assertEquals("flushed", Samples.text(store.get(Samples.key("a"))));
            assertEquals("in the log", Samples.text(store.get(Samples.key("b"))));
            store.write(Samples.appendAndApply(Samples.record(3 + again, Samples.put("c", "more"))));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String persian(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append((char) (c >= '0' && c <= '9' ? c - '0' + '\u06f0' : c)));
        assertFalse(text.matches(".*[0-9].*") && out.toString().equals(text));
        return out.toString();
    }
}
