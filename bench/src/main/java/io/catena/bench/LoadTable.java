package io.catena.bench;

import io.catena.bench.load.LoadResult;
import io.catena.bench.load.OperationResult;
import io.catena.bench.load.Workload;
import io.catena.bench.output.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The results of loads as rows, one for each kind of operation. A study may put columns of its own before them. */
final class LoadTable {
    private static final List<String> COLUMNS = List.of(
            "threads",
            "rate",
            "read_share",
            "distribution",
            "keys",
            "key_bytes",
            "value_bytes",
            "seconds",
            "operation",
            "operations",
            "errors",
            "missed",
            "ops_per_s",
            "mean_us",
            "p50_us",
            "p90_us",
            "p99_us",
            "p99.9_us",
            "max_us");

    private final Table table;

    LoadTable(String... studyColumns) {
        List<String> columns = new ArrayList<>(List.of(studyColumns));
        columns.addAll(COLUMNS);
        table = new Table(columns);
    }

    Table table() {
        return table;
    }

    void add(LoadResult result, Object... studyCells) {
        Workload load = result.workload();
        for (OperationResult each : result.operations()) {
            List<Object> cells = new ArrayList<>(Arrays.asList(studyCells));
            cells.addAll(Arrays.asList(
                    load.threads(),
                    load.isOpenLoop() ? load.operationsPerSecond() : "closed",
                    load.readShare(),
                    load.distribution(),
                    load.keys(),
                    load.keyBytes(),
                    load.valueBytes(),
                    load.durationMillis() / 1_000.0,
                    each.kind(),
                    each.operations(),
                    each.errors(),
                    each.missed(),
                    each.perSecond(),
                    each.meanMicros(),
                    each.p50Micros(),
                    each.p90Micros(),
                    each.p99Micros(),
                    each.p999Micros(),
                    each.maxMicros()));
            table.add(cells);
        }
    }
}
