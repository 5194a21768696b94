package io.catena.bench.report;

import static org.junit.Assert.assertEquals;

import io.catena.bench.output.Table;
import java.util.List;
import org.junit.Test;

public class SeriesTest {
    private final Table table = new Table("servers", "ops")
            .add("3", "30")
            .add("3", "10")
            .add("3", "20")
            .add("100", "5");

    @Test
    public void eachPlaceGetsTheMedianOfItsRows() {
        Series series = Series.of("name", table, "servers", List.of("100", "3"), "ops");

        assertEquals(List.of(5.0, 20.0), series.y());
    }

    @Test
    public void whatWasNotMeasuredIsNoPointOnALine() {
        Series series = Series.of("name", table, "servers", List.of("3", "5", "100"), "ops")
                .onlyMeasured();

        assertEquals(List.of(3.0, 100.0), series.numbers());
        assertEquals(List.of(20.0, 5.0), series.y());
    }

    @Test
    public void sortedValuesStandOverTheShareThatDoesNotExceedThem() {
        Series series = Series.sorted("name", table, "ops");

        assertEquals(List.of(25.0, 50.0, 75.0, 100.0), series.numbers());
        assertEquals(List.of(5.0, 10.0, 20.0, 30.0), series.y());
    }
}
