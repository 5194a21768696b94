package io.catena.systemtest.failover;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;

/** Plots each event as a point: its time, and how long clients had no success. */
final class GapPlot {
    private static final int WIDTH = 1_100;
    private static final int HEIGHT = 600;

    private GapPlot() {}

    /** @param file a PNG file */
    static void write(Path file, String title, List<FailoverEvent> events, ToLongFunction<FailoverEvent> gapMillis)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("minutes since the start")
                .yAxisTitle("milliseconds")
                .build();
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(1.0);
        chart.getStyler().setMarkerSize(7);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        Map<String, List<FailoverEvent>> byName =
                events.stream().collect(Collectors.groupingBy(FailoverEvent::name, TreeMap::new, Collectors.toList()));
        byName.forEach((name, some) -> chart.addSeries(
                name,
                some.stream()
                        .mapToDouble(failoverEvent -> failoverEvent.second() / 60)
                        .toArray(),
                some.stream()
                        .mapToDouble(failoverEvent -> Math.max(1, gapMillis.applyAsLong(failoverEvent)))
                        .toArray()));
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
    }
}
