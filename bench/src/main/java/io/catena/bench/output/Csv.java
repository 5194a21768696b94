package io.catena.bench.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tables as comma-separated values by RFC 4180, with a heading, in UTF-8. Lines end with a line feed. */
public final class Csv {
    private Csv() {}

    public static String text(Table table) {
        StringBuilder text = new StringBuilder(line(table.columns()));
        table.rows().forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    /**
     * Reads the output of {@link #text}.
     *
     * @throws IOException if the file cannot be read or is no table; the message names the file
     */
    public static Table read(Path file) throws IOException {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no table: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if rows differ in length, or a quotation does not end */
    static Table parse(String text) {
        List<List<String>> lines = new Parser(text).lines();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("it has no heading");
        }
        Table table = new Table(lines.get(0));
        lines.subList(1, lines.size()).forEach(table::add);
        return table;
    }

    private static final class Parser {
        private final String text;
        private final List<List<String>> lines = new ArrayList<>();
        private List<String> line = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<List<String>> lines() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                switch (c) {
                    case '"' -> quotation();
                    case ',' -> endCell();
                    case '\r' -> {}
                    case '\n' -> endLine();
                    default -> cell.append(c);
                }
            }
            if (cell.length() > 0 || !line.isEmpty()) {
                endLine();
            }
            return lines;
        }

        /** A doubled quotation mark stands for one quotation mark. */
        private void quotation() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c != '"') {
                    cell.append(c);
                } else if (at < text.length() && text.charAt(at) == '"') {
                    cell.append(c);
                    at++;
                } else {
                    return;
                }
            }
            throw new IllegalArgumentException("a quotation does not end");
        }

        private void endCell() {
            line.add(cell.toString());
            cell.setLength(0);
        }

        private void endLine() {
            endCell();
            lines.add(line);
            line = new ArrayList<>();
        }
    }
}
