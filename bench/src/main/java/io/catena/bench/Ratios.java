package io.catena.bench;

import io.catena.bench.output.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Compares the stores of a table of loads, by the medians over the rounds. */
final class Ratios {
    private final Table results;
    private final String reference;
    private final Table ratios = new Table(
            "operation",
            "threads",
            "peer",
            "catena_ops_per_s",
            "peer_ops_per_s",
            "throughput_ratio",
            "catena_p50_us",
            "peer_p50_us",
            "p50_ratio");

    private Ratios(Table results, String reference) {
        this.results = results;
        this.reference = reference;
    }

    /**
     * One row for each peer, kind of operation and number of threads that were measured with the reference, too.
     *
     * @param reference the store that the others are compared with
     */
    static Table of(Table results, String reference) {
        Ratios ratios = new Ratios(results, reference);
        for (String operation : ratios.values("operation")) {
            for (String threads : ratios.values("threads")) {
                for (String store : ratios.values("store")) {
                    ratios.compare(operation, threads, store);
                }
            }
        }
        return ratios.ratios;
    }

    private Set<String> values(String column) {
        Set<String> values = new LinkedHashSet<>();
        for (int row = 0; row < results.rows().size(); row++) {
            values.add(results.get(row, column));
        }
        return values;
    }

    private void compare(String operation, String threads, String peer) {
        List<Integer> ours = rows(operation, threads, reference);
        List<Integer> theirs = rows(operation, threads, peer);
        if (peer.equals(reference) || ours.isEmpty() || theirs.isEmpty()) {
            return;
        }
        double our = median(ours, "ops_per_s");
        double their = median(theirs, "ops_per_s");
        double ourMicros = median(ours, "p50_us");
        double theirMicros = median(theirs, "p50_us");
        ratios.add(operation, threads, peer, our, their, our / their, ourMicros, theirMicros, ourMicros / theirMicros);
    }

    private List<Integer> rows(String operation, String threads, String store) {
        return IntStream.range(0, results.rows().size())
                .filter(row -> results.get(row, "operation").equals(operation)
                        && results.get(row, "threads").equals(threads)
                        && results.get(row, "store").equals(store))
                .boxed()
                .toList();
    }

    private double median(List<Integer> rows, String column) {
        List<Double> values = new ArrayList<>(
                rows.stream().map(row -> results.number(row, column)).sorted().toList());
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }
}
