package io.catena.simulation.checker.files;

import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The formats of history files that can be read; docs/checker.md describes them. */
public enum HistoryFormat {
    /** Catena's own: JSON lines, as {@link HistoryWriter} writes them. */
    CATENA("catena", JsonEvents::new),
    /** What Porcupine's tests hold of a Jepsen run against etcd: one register with compare-and-set. */
    PORCUPINE_ETCD("porcupine-etcd", EtcdEvents::new),
    /** What Porcupine's tests hold of a key-value store with append. */
    PORCUPINE_KV("porcupine-kv", KvEvents::new);

    /** Tells a recorder what a line says. */
    interface LineReader {
        /** @throws RuntimeException with a message for people if the line makes no sense */
        void read(String line) throws IOException;
    }

    private final String id;
    private final Function<HistoryRecorder, LineReader> reader;

    HistoryFormat(String id, Function<HistoryRecorder, LineReader> reader) {
        this.id = id;
        this.reader = reader;
    }

    @Override
    public String toString() {
        return id;
    }

    /**
     * Reads a history.
     *
     * @throws UnreadableHistoryException if a line is not in the format, or the lines do not go together
     * @throws IOException if the file cannot be read
     */
    public List<Operation> read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(lines);
        }
    }

    /** Reads a history to the end; does not close. */
    public List<Operation> read(BufferedReader lines) throws IOException {
        HistoryRecorder recorder = new HistoryRecorder();
        LineReader lineReader = reader.apply(recorder);
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine(), number++) {
            if (line.isBlank()) {
                continue;
            }
            try {
                lineReader.read(line);
            } catch (IOException | RuntimeException e) {
                throw new UnreadableHistoryException(
                        "line " + number + " is not of the format " + id + ": " + firstLine(e.getMessage())
                                + "; docs/checker.md describes the formats",
                        e);
            }
        }
        return recorder.operations();
    }

    private static String firstLine(String message) {
        return message == null
                ? "it makes no sense"
                : message.lines().findFirst().orElse("");
    }
}
