package io.catena.bench.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One figure: its title and its axes.
 *
 * @param title what the figure shows
 * @param xTitle the title of the x axis, with its unit
 * @param yTitle the title of the y axis, with its unit
 * @param logarithmic whether the y axis is logarithmic
 */
record Plot(String title, String xTitle, String yTitle, boolean logarithmic) {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 620;
    private static final int FONT_SIZE = 17;
    private static final int TITLE_SIZE = 20;

    /** Longer labels are tilted. */
    private static final int LONGEST_LEVEL_LABEL = 20;

    /** The colours of Okabe and Ito, which colour-blind readers can tell apart too. */
    private static final Color[] COLORS = {
        new Color(0, 114, 178),
        new Color(230, 159, 0),
        new Color(0, 158, 115),
        new Color(204, 121, 167),
        new Color(86, 180, 233),
        new Color(213, 94, 0),
        new Color(100, 100, 100)
    };

    /** Writes a figure with a group of bars at each place on the x axis. */
    void bars(List<Series> series, Path file) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        style(chart, chart.getStyler());
        chart.getStyler().setAvailableSpaceFill(0.8);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setLabelsPosition(1.04);
        chart.getStyler().setLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        if (series.get(0).x().stream().anyMatch(x -> x.length() > LONGEST_LEVEL_LABEL)) {
            chart.getStyler().setXAxisLabelRotation(30);
        }
        if (logarithmic) {
            double lowest = lowest(series);
            chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(lowest))));
        }
        series.forEach(each -> chart.addSeries(each.name(), each.x(), each.y()));
        write(chart, file);
    }

    /** Writes a figure with one line for each series over a numeric x axis. */
    void lines(List<Series> series, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        style(chart, chart.getStyler());
        chart.getStyler().setXAxisDecimalPattern("#,##0");
        if (!logarithmic) {
            chart.getStyler().setYAxisMin(0.0);
        }
        for (Series each : series) {
            Series measured = each.onlyMeasured();
            chart.addSeries(each.name(), measured.numbers(), measured.y()).setMarker(SeriesMarkers.CIRCLE);
        }
        write(chart, file);
    }

    private static double lowest(List<Series> series) {
        return series.stream()
                .flatMap(each -> each.y().stream())
                .filter(y -> y > 0)
                .mapToDouble(y -> y)
                .min()
                .orElse(1);
    }

    private void style(Chart<?, ?> chart, AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(220, 220, 220));
        styler.setSeriesColors(COLORS);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setYAxisLogarithmic(logarithmic);
        styler.setLocale(Locale.ROOT);
        styler.setYAxisDecimalPattern("#,##0.##");
        Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE);
        styler.setAxisTickLabelsFont(plain);
        styler.setAxisTitleFont(plain);
        styler.setLegendFont(plain);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, TITLE_SIZE));
    }

    private static void write(Chart<?, ?> chart, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ChartEncoder.saveChart(chart, out, "png");
        }
    }
}
