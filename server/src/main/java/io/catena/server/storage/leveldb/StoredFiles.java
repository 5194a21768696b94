package io.catena.server.storage.leveldb;

import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in a replica's directory, checked before LevelDB opens them. LevelDB alone is too lenient in places (the
 * engine in Java skips damaged batches and checks no table; either takes a missing file for an empty database) and too
 * strict in one: a batch that was being written when the process died makes the native engine refuse to open.
 *
 * <p>LevelDB's file {@code LOCK} must never be opened here: closing it again would give up the lock.
 */
final class StoredFiles {
    static final String CURRENT = "CURRENT";

    private static final Pattern LOG = Pattern.compile("(\\d+)\\.log");
    private static final Pattern TABLE = Pattern.compile("(\\d+)\\.(?:sst|ldb)");
    private static final Pattern MANIFEST = Pattern.compile("MANIFEST-\\d+");

    private final Path directory;
    private final Engine engine;

    StoredFiles(Path directory, Engine engine) {
        this.directory = directory;
        this.engine = engine;
    }

    /**
     * Checks all that LevelDB will read, and cuts off a batch that was being written when the process died.
     *
     * @throws CorruptStoreException if something is missing or has changed
     */
    void check() throws IOException {
        SortedMap<Long, Path> logs = numbered(LOG);
        SortedMap<Long, Path> tables = numbered(TABLE);
        if (!Files.exists(directory.resolve(CURRENT))) {
            if (!logs.isEmpty() || !tables.isEmpty()) {
                throw corrupt(CURRENT, "it is missing");
            }
            return;
        }
        LevelManifest manifest = readManifest();
        for (long number : manifest.tables()) {
            checkTable(number, tables.get(number));
        }
        if (!logs.containsKey(manifest.logNumber())) {
            throw corrupt("log " + manifest.logNumber(), "it is missing");
        }
        for (Map.Entry<Long, Path> log : logs.entrySet()) {
            if (manifest.needsLog(log.getKey())) {
                checkLog(log.getValue(), log.getKey().equals(logs.lastKey()));
            }
        }
    }

    private LevelManifest readManifest() throws IOException {
        String current = Files.readString(directory.resolve(CURRENT), StandardCharsets.ISO_8859_1);
        String name = current.strip();
        if (!current.endsWith("\n") || !MANIFEST.matcher(name).matches() || !Files.exists(directory.resolve(name))) {
            throw corrupt(CURRENT, "it names no manifest");
        }
        LevelLog manifest = new LevelLog(Files.readAllBytes(directory.resolve(name)));
        if (manifest.problem() != null) {
            throw corrupt(name, manifest.problem());
        }
        try {
            return new LevelManifest(manifest.records());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw corrupt(name, "an entry ends too early");
        }
    }

    private void checkTable(long number, Path table) throws IOException {
        String problem = table == null ? "it is missing" : LevelTable.problem(table, engine == Engine.IQ80);
        if (problem != null) {
            throw corrupt("table " + number, problem);
        }
    }

    private void checkLog(Path log, boolean newest) throws IOException {
        byte[] content = Files.readAllBytes(log);
        LevelLog read = new LevelLog(content);
        if (read.problem() == null) {
            return;
        }
        if (!newest || BatchEnd.isIn(content, read.intactBytes())) {
            throw corrupt(log.getFileName().toString(), read.problem());
        }
        Logger logger = LoggerFactory.getLogger(StoredFiles.class);
        logger.warn(
                "{} ends in a batch that was being written when the process died ({}); it was not acknowledged,"
                        + " and is dropped.",
                log,
                read.problem());
        DurableFiles.truncate(log, read.intactBytes());
    }

    private SortedMap<Long, Path> numbered(Pattern pattern) throws IOException {
        SortedMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher matcher = pattern.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    found.put(Long.parseLong(matcher.group(1)), file);
                }
            }
        }
        return found;
    }

    private CorruptStoreException corrupt(String file, String problem) {
        return new CorruptStoreException(directory + ": " + file + " is damaged (" + problem + ")");
    }
}
