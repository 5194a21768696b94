package io.catena.bench.report;

import io.catena.bench.output.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * One line, or one colour of bars.
 *
 * @param name the text in the legend
 * @param x numbers or names
 * @param y one value for each x
 */
record Series(String name, List<String> x, List<Double> y) {
    /**
     * The medians of a column over a table.
     *
     * @param x the column whose values are the places on the x axis
     * @param xs those places, in their order; a place that the table does not have gets 0, which is not drawn
     */
    static Series of(String name, Table table, String x, List<String> xs, String y) {
        List<Double> medians = new ArrayList<>();
        for (String each : xs) {
            Table there = table.where(x, each);
            medians.add(there.isEmpty() ? 0 : there.median(y));
        }
        return new Series(name, xs, medians);
    }

    /** The values of a column, lowest first, over the share of all rows that do not exceed them, in percent. */
    static Series sorted(String name, Table table, String y) {
        int rows = table.rows().size();
        List<String> shares = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            shares.add(Double.toString(100.0 * (row + 1) / rows));
            values.add(table.number(row, y));
        }
        values.sort(null);
        return new Series(name, shares, values);
    }

    /** The points as numbers, without those that have no measurement. */
    Series onlyMeasured() {
        List<String> someX = new ArrayList<>();
        List<Double> someY = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            if (y.get(i) > 0) {
                someX.add(x.get(i));
                someY.add(y.get(i));
            }
        }
        return new Series(name, someX, someY);
    }

    List<Double> numbers() {
        return x.stream().map(Double::valueOf).toList();
    }
}
