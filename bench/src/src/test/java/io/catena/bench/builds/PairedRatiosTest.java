package io.catena.bench.builds;

import static org.junit.Assert.assertEquals;

import io.catena.bench.output.Table;
import java.util.List;
import org.junit.Test;

public class PairedRatiosTest {
    private static final List<String> BUILDS = List.of("ours", "theirs");

    private final Table results = new Table("build", "round", "operation", "threads", "ops_per_s", "p50_us");

    @Test
    public void theMachineThatBecomesSlowerFromRoundToRoundDoesNotChangeTheRatio() {
        results.add("ours", "1", "put", "64", "900", "10")
                .add("theirs", "1", "put", "64", "1000", "20")
                .add("theirs", "2", "put", "64", "100", "200")
                .add("ours", "2", "put", "64", "90", "100")
                .add("ours", "3", "put", "64", "30", "100")
                .add("theirs", "3", "put", "64", "10", "400");

        Table ratios = PairedRatios.of(results, BUILDS);

        assertEquals(1, ratios.rows().size());
        assertEquals("3", ratios.get(0, "rounds"));
        assertEquals("0.900", ratios.get(0, "throughput_ratio"));
        assertEquals("0.900", ratios.get(0, "lowest"));
        assertEquals("3.000", ratios.get(0, "highest"));
        assertEquals("0.500", ratios.get(0, "p50_ratio"));
    }

    @Test
    public void eachOperationAndNumberOfThreadsIsComparedByItself() {
        for (String build : BUILDS) {
            results.add(build, "1", "put", "1", "10", "1")
                    .add(build, "1", "get", "1", "10", "1")
                    .add(build, "1", "put", "64", "10", "1");
        }

        Table ratios = PairedRatios.of(results, BUILDS);

        assertEquals(3, ratios.rows().size());
        assertEquals(List.of("put", "get"), ratios.values("operation"));
    }
}
