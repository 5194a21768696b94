package io.catena.bench.builds;

import io.catena.bench.output.Table;
import java.util.List;

/**
 * Compares builds round by round: what a machine does otherwise from one minute to the next falls out of the ratio of
 * two loads that followed one another, and not out of a ratio of medians.
 */
public final class PairedRatios {
    private PairedRatios() {}

    /**
     * One row for each build but the first, kind of operation and number of threads: the median of the ratios of its
     * rounds, the lowest and the highest one. A ratio above 1 says that the first build did more, or took longer.
     *
     * @param results loads with the columns of {@code bench run} behind {@code build} and {@code round}
     * @param builds the names of the builds; the others are compared with the first
     */
    public static Table of(Table results, List<String> builds) {
        Table ratios = new Table(
                "operation",
                "threads",
                "build",
                "other_build",
                "rounds",
                "ops_per_s",
                "other_ops_per_s",
                "throughput_ratio",
                "lowest",
                "highest",
                "p50_ratio");
        for (String operation : results.values("operation")) {
            Table ofOperation = results.where("operation", operation);
            for (String threads : ofOperation.values("threads")) {
                Table alike = ofOperation.where("threads", threads);
                for (String other : builds.subList(1, builds.size())) {
                    compare(ratios, alike.where("build", builds.get(0)), alike.where("build", other));
                }
            }
        }
        return ratios;
    }

    private static void compare(Table ratios, Table ours, Table theirs) {
        Table rounds = new Table("throughput", "p50");
        for (String round : ours.values("round")) {
            Table our = ours.where("round", round);
            Table their = theirs.where("round", round);
            rounds.add(
                    our.number(0, "ops_per_s") / their.number(0, "ops_per_s"),
                    our.number(0, "p50_us") / their.number(0, "p50_us"));
        }
        ratios.add(
                ours.get(0, "operation"),
                ours.get(0, "threads"),
                ours.get(0, "build"),
                theirs.get(0, "build"),
                rounds.rows().size(),
                ours.median("ops_per_s"),
                theirs.median("ops_per_s"),
                rounds.median("throughput"),
                rounds.numbers("throughput").min().orElseThrow(),
                rounds.numbers("throughput").max().orElseThrow(),
                rounds.median("p50"));
    }
}
