package io.catena.bench.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Rows under named columns: the results of a study, in any format. Not thread-safe. */
public final class Table {
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<String> columns) {
        this.columns = List.copyOf(columns);
    }

    public Table(String... columns) {
        this(List.of(columns));
    }

    /** @param cells one for each column; doubles are rounded to a measurement's accuracy */
    public Table add(Object... cells) {
        return add(Arrays.asList(cells));
    }

    /** Like {@link #add(Object...)}. */
    public Table add(List<?> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns " + columns);
        }
        rows.add(cells.stream().map(Table::text).toList());
        return this;
    }

    private static String text(Object cell) {
        if (cell instanceof Double number) {
            return number(number);
        }
        return String.valueOf(cell);
    }

    private static String number(double number) {
        double size = Math.abs(number);
        String format = size >= 1_000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, number);
    }

    public List<String> columns() {
        return columns;
    }

    /** Each row is as long as {@link #columns}. */
    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public String get(int row, String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new NoSuchElementException("no column '" + column + "' among " + columns);
        }
        return rows.get(row).get(index);
    }

    /** The cell as a number. */
    public double number(int row, String column) {
        return Double.parseDouble(get(row, column));
    }

    /** A column of numbers, in the order of the rows. */
    public DoubleStream numbers(String column) {
        return IntStream.range(0, rows.size()).mapToDouble(row -> number(row, column));
    }

    /** The rows that have this value in this column. */
    public Table where(String column, String value) {
        Table some = new Table(columns);
        for (int row = 0; row < rows.size(); row++) {
            if (get(row, column).equals(value)) {
                some.add(rows.get(row));
            }
        }
        return some;
    }

    /** The values of a column, each once, in the order of the rows. */
    public List<String> values(String column) {
        return IntStream.range(0, rows.size())
                .mapToObj(row -> get(row, column))
                .distinct()
                .toList();
    }

    /**
     * The median of a column of numbers.
     *
     * @throws NoSuchElementException if there is no row
     */
    public double median(String column) {
        if (isEmpty()) {
            throw new NoSuchElementException("no row, so no median of " + column);
        }
        double[] sorted = numbers(column).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
