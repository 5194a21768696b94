package io.catena.bench;

import io.catena.bench.output.Table;

/** Compares the stores of a table of loads by their medians over the rounds. */
final class Ratios {
    private Ratios() {}

    /**
     * One row for each peer, kind of operation and number of threads that were also measured with the reference.
     *
     * @param reference the store that the others are compared with
     */
    static Table of(Table results, String reference) {
        Table ratios = new Table(
                "operation",
                "threads",
                "peer",
                "catena_ops_per_s",
                "peer_ops_per_s",
                "throughput_ratio",
                "catena_p50_us",
                "peer_p50_us",
                "p50_ratio");
        for (String operation : results.values("operation")) {
            Table ofOperation = results.where("operation", operation);
            for (String threads : ofOperation.values("threads")) {
                Table alike = ofOperation.where("threads", threads);
                Table ours = alike.where("store", reference);
                for (String peer : alike.values("store")) {
                    if (!peer.equals(reference) && !ours.isEmpty()) {
                        compare(ratios, ours, alike.where("store", peer));
                    }
                }
            }
        }
        return ratios;
    }

    private static void compare(Table ratios, Table ours, Table theirs) {
        double our = ours.median("ops_per_s");
        double their = theirs.median("ops_per_s");
        double ourMicros = ours.median("p50_us");
        double theirMicros = theirs.median("p50_us");
        ratios.add(
                ours.get(0, "operation"),
                ours.get(0, "threads"),
                theirs.get(0, "store"),
                our,
                their,
                our / their,
                ourMicros,
                theirMicros,
                ourMicros / theirMicros);
    }
}
