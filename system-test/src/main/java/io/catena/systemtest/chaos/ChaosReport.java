package io.catena.systemtest.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The report in Markdown: the faults, and what clients noticed of them. For one thread. */
final class ChaosReport {
    private final List<String> facts = new ArrayList<>();
    private final Map<String, Row> rows = new TreeMap<>();

    /** One kind of fault. The gaps are those of the rounds in which it was injected, alone or with others. */
    private static final class Row {
        private long times;
        private long writeGapMillis;
        private long readGapMillis;
    }

    /** Adds a line above the table. */
    void fact(String text) {
        facts.add(text);
    }

    /**
     * Adds the faults of one round, and the longest times without a success from its beginning to that of the next
     * round.
     */
    void round(List<String> kinds, long writeGapMillis, long readGapMillis) {
        for (String kind : kinds) {
            Row row = rows.computeIfAbsent(kind, name -> new Row());
            row.times++;
            row.writeGapMillis = Math.max(row.writeGapMillis, writeGapMillis);
            row.readGapMillis = Math.max(row.readGapMillis, readGapMillis);
        }
    }

    String text(String title, List<String> findings) {
        StringBuilder text = new StringBuilder("# " + title + "\n\n");
        text.append(findings.isEmpty() ? "Verdict: nothing wrong.\n\n" : "Verdict: WRONG.\n\n");
        findings.forEach(finding -> text.append("- ").append(finding).append('\n'));
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        text.append("- ")
                .append(LocalDate.now())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors());
        text.append(" cores, Java ").append(System.getProperty("java.version")).append("\n");
        if (!rows.isEmpty()) {
            text.append("\n| fault | times | longest without a write, ms | without a read, ms |\n|---|--:|--:|--:|\n");
            rows.forEach((kind, row) -> text.append("| ")
                    .append(String.join(
                            " | ",
                            kind,
                            Long.toString(row.times),
                            Long.toString(row.writeGapMillis),
                            Long.toString(row.readGapMillis)))
                    .append(" |\n"));
            text.append("\nUp to three faults are injected at a time, and a gap may last into the next round: it counts"
                    + " for all of them.\n");
        }
        return text.toString();
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }
}
