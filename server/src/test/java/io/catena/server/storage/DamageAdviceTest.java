package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.journal.LogBlock;
import io.catena.server.storage.leveldb.Batch;
import io.catena.server.storage.leveldb.Database;
import io.catena.server.storage.leveldb.Databases;
import io.catena.server.storage.leveldb.WrongEngineException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** What an operator reads about a damaged copy: what is wrong and where, which members to look at, and last how to give it up. */
public class DamageAdviceTest extends StoreTest {
    private void fill() {
        store.recover();
        for (int seq = 1; seq <= 20; seq++) {
            store.write(Samples.appendAndApply(Samples.record(seq, Samples.put("k" + seq, "value"))));
        }
        store.digest();
        store.close();
    }

    private Path file(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertAdvice(String what) {
        CorruptStoreException e = assertThrows(CorruptStoreException.class, () -> {
            store = ReplicaStore.open(directory, engine, Samples.NO_TRIM);
            store.recover();
            store.get(Samples.key("k1"));
        });
        assertInOrder(e.getMessage(), directory.toString(), what);
    }

    private static void assertInOrder(String text, String where, String what) {
        int at = -1;
        for (String part :
                List.of(what, "catena status", "scripts/recover", "docs/recovery.md", "Only while", "aside")) {
            int next = text.indexOf(part, at + 1);
            assertTrue("'" + part + "' behind the others in: " + text, next > at);
            at = next;
        }
        assertTrue(text, text.contains(where));
        assertEquals("said once: " + text, text.indexOf("aside"), text.lastIndexOf("aside"));
    }

    @Test
    public void aMissingCurrent() throws IOException {
        fill();
        Files.delete(directory.resolve("CURRENT"));
        assertAdvice("CURRENT is damaged");
    }

    @Test
    public void aManifestThatHasChanged() throws IOException {
        fill();
        try (RandomAccessFile manifest = new RandomAccessFile(file("MANIFEST").toFile(), "rw")) {
            manifest.seek(10);
            manifest.write(0x55);
        }
        assertAdvice("MANIFEST");
    }

    @Test
    public void aLogThatHasChanged() throws IOException {
        fill();
        Path log = file("records-");
        try (RandomAccessFile content = new RandomAccessFile(log.toFile(), "rw")) {
            content.seek(LogBlock.ALIGNMENT + 40);
            content.write(0x55);
        }
        assertAdvice(log.getFileName().toString());
    }

    @Test
    public void aLogThatIsGone() throws IOException {
        fill();
        Files.delete(file("records-"));
        assertAdvice("was in it");
    }

    @Test
    public void aValueThatHasChanged() throws IOException {
        fill();
        try (Database database = Databases.open(directory, engine)) {
            Batch batch = new Batch();
            batch.put(StoredKeys.ALONE.data(Samples.key("k1")), new byte[20]);
            database.write(batch);
        }
        assertAdvice("a value of 20 bytes has changed");
    }

    @Test
    public void anEngineThatIsNotNoted() throws IOException {
        fill();
        Files.delete(directory.resolve("ENGINE"));
        WrongEngineException e =
                assertThrows(WrongEngineException.class, () -> ReplicaStore.open(directory, engine, Samples.NO_TRIM));
        assertInOrder(e.getMessage(), directory.toString(), "Restore it");
    }

    @Test
    public void anIdentityThatIsMissingOrMakesNoSense() throws Exception {
        Path data = folder.newFolder("data").toPath();
        Files.createDirectories(data.resolve("chains"));
        DataDirectoryException missing = assertThrows(DataDirectoryException.class, () -> DataDirectory.open(data));
        assertInOrder(missing.getMessage(), data.toString(), "restore that file");
        Files.writeString(data.resolve("node.json"), "{}");
        DataDirectoryException senseless = assertThrows(DataDirectoryException.class, () -> DataDirectory.open(data));
        assertInOrder(senseless.getMessage(), data.toString(), "restore it");
    }
}
