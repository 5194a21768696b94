package io.catena.bench;

import static org.junit.Assert.assertEquals;

import io.catena.bench.output.Table;
import java.util.List;
import org.junit.Test;

public class RatiosTest {
    private final Table results = new Table("store", "operation", "threads", "ops_per_s", "p50_us");

    @Test
    public void mediansOverTheRoundsAreCompared() {
        results.add("catena", "put", "1", "900", "10")
                .add("catena", "put", "1", "1000", "20")
                .add("catena", "put", "1", "100", "90")
                .add("etcd", "put", "1", "400", "40")
                .add("etcd", "put", "1", "500", "60");

        List<List<String>> rows = Ratios.of(results, "catena").rows();

        assertEquals(List.of(List.of("put", "1", "etcd", "900.0", "450.0", "2.000", "20.00", "50.00", "0.400")), rows);
    }

    @Test
    public void whatOnlyOneOfTwoDidIsLeftOut() {
        results.add("catena", "put", "1", "900", "10")
                .add("etcd", "put", "64", "1", "1")
                .add("redis", "get", "1", "1", "1");

        assertEquals(0, Ratios.of(results, "catena").rows().size());
    }
}
