package io.catena.bench.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/** The format in which a table is printed. */
public enum Format {
    /** For users. */
    TABLE {
        @Override
        public String text(Table table) {
            StringBuilder text = new StringBuilder();
            int[] widths = new int[table.columns().size()];
            widen(widths, table.columns());
            table.rows().forEach(row -> widen(widths, row));
            appendLine(text, widths, table.columns());
            table.rows().forEach(row -> appendLine(text, widths, row));
            return text.toString();
        }
    },
    /** One object for each row, one row on each line. */
    JSON {
        @Override
        public String text(Table table) {
            StringWriter out = new StringWriter();
            try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
                json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
                for (List<String> row : table.rows()) {
                    writeObject(json, table.columns(), row);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out + "\n";
        }
    },
    /** For programs that draw plots. */
    CSV {
        @Override
        public String text(Table table) {
            return Csv.text(table);
        }
    };

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d+)?");

    /** The text ends with a line feed. */
    public abstract String text(Table table);

    private static void widen(int[] widths, List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    /** Numbers are aligned to the right. */
    private static void appendLine(StringBuilder text, int[] widths, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String space = " ".repeat(widths[i] - cell.length());
            line.append(NUMBER.matcher(cell).matches() ? space + cell : cell + space)
                    .append("  ");
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static void writeObject(JsonGenerator json, List<String> columns, List<String> row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            json.writeFieldName(columns.get(i));
            if (NUMBER.matcher(row.get(i)).matches()) {
                json.writeNumber(row.get(i));
            } else {
                json.writeString(row.get(i));
            }
        }
        json.writeEndObject();
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
