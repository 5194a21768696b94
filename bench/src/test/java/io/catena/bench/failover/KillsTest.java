package io.catena.bench.failover;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.Test;

public class KillsTest {
    @Test
    public void aPercentileIsAValueThatOccurred() {
        List<Double> fifty =
                DoubleStream.iterate(1, i -> i + 1).limit(50).boxed().toList();

        assertEquals(25, Kills.percentile(fifty, 50), 0);
        assertEquals(50, Kills.percentile(fifty, 99), 0);
        assertEquals(50, Kills.percentile(fifty, 100), 0);
        assertEquals(7, Kills.percentile(List.of(7.0), 50), 0);
    }
}
