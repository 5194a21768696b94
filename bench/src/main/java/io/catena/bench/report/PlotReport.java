package io.catena.bench.report;

import io.catena.bench.output.Csv;
import io.catena.bench.output.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Draws the plots of all studies in a folder from their CSV files. A study that is missing is left out. */
public final class PlotReport {
    private static final String RATE_UNIT = "operations per second (log scale)";
    private static final String MEDIAN_LATENCY = "median latency, microseconds (log scale)";

    /** The steps of the seed's test whose throughput is compared; nodes are killed in the others. */
    private static final int MIXES = 3;

    private final Path results;
    private final List<Path> written = new ArrayList<>();

    /** @param results contains one folder for each study */
    public PlotReport(Path results) {
        this.results = results;
    }

    /** @return the files that were written */
    public List<Path> draw() throws IOException {
        peers();
        limits();
        scale();
        servers();
        seed();
        ycsb();
        failover();
        rejoin();
        rebalance();
        return written;
    }

    private boolean has(String study, String table) {
        return Files.exists(results.resolve(study).resolve(table + ".csv"));
    }

    private Table table(String study, String table) throws IOException {
        return Csv.read(results.resolve(study).resolve(table + ".csv"));
    }

    private Path figure(String study, String name) {
        Path file = results.resolve(study).resolve(name + ".png");
        written.add(file);
        return file;
    }

    private void peers() throws IOException {
        if (!has("peers", "peers")) {
            return;
        }
        Table all = table("peers", "peers");
        for (String operation : all.values("operation")) {
            Table some = all.where("operation", operation);
            String what = operation.equals("put") ? "Puts" : "Gets";
            new Plot(what + ", three servers each: throughput", "client threads", RATE_UNIT, true)
                    .bars(byStore(some, "ops_per_s"), figure("peers", operation + "-throughput"));
            new Plot(what + ", three servers each: latency", "client threads", MEDIAN_LATENCY, true)
                    .bars(byStore(some, "p50_us"), figure("peers", operation + "-latency"));
        }
    }

    private static List<Series> byStore(Table table, String y) {
        return table.values("store").stream()
                .map(store -> Series.of(store, table.where("store", store), "threads", table.values("threads"), y))
                .toList();
    }

    private void limits() throws IOException {
        if (!has("limits", "limits")) {
            return;
        }
        Table all = table("limits", "limits");
        List<String> names = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int row = 0; row < all.rows().size(); row++) {
            names.add(all.get(row, "limit") + " x" + all.get(row, "parallel")
                    + (all.get(row, "batch").equals("1") ? "" : ", by " + all.get(row, "batch")));
            rates.add(all.number(row, "ops_per_s"));
        }
        new Plot("What the machine allows", "", RATE_UNIT, true)
                .bars(List.of(new Series("all together", names, rates)), figure("limits", "limits"));
    }

    private void scale() throws IOException {
        if (!has("scale", "scale")) {
            return;
        }
        Table all = table("scale", "scale");
        List<Series> rates = new ArrayList<>();
        List<Series> latencies = new ArrayList<>();
        for (String operation : all.values("operation")) {
            for (String threads : all.values("threads")) {
                Table line = all.where("operation", operation).where("threads", threads);
                String name = operation + ", " + threads + (threads.equals("1") ? " thread" : " threads");
                rates.add(Series.of(name, line, "servers", line.values("servers"), "ops_per_s"));
                latencies.add(Series.of(name, line, "servers", line.values("servers"), "p50_us"));
            }
        }
        new Plot("One chain of n servers: throughput", "servers in the chain", RATE_UNIT, true)
                .lines(rates, figure("scale", "throughput"));
        new Plot("One chain of n servers: latency", "servers in the chain", MEDIAN_LATENCY, true)
                .lines(latencies, figure("scale", "latency"));
    }

    private void servers() throws IOException {
        if (!has("scale", "servers")) {
            return;
        }
        Table all = table("scale", "servers");
        List<String> counts = all.values("servers");
        new Plot("One chain of n servers: memory of one server", "servers in the chain", "MiB", false)
                .lines(
                        List.of(
                                Series.of("resident, idle", all, "servers", counts, "idle_rss_mib"),
                                Series.of("resident, after load", all, "servers", counts, "loaded_rss_mib"),
                                Series.of("proportional, idle", all, "servers", counts, "idle_pss_mib")),
                        figure("scale", "memory"));
        new Plot("One chain of n servers: until it serves", "servers in the chain", "seconds", false)
                .lines(
                        List.of(Series.of("all started at once", all, "servers", counts, "start_s")),
                        figure("scale", "start"));
    }

    private void seed() throws IOException {
        if (!has("seed", "seed")) {
            return;
        }
        Table ours = table("seed", "seed");
        List<Series> series = new ArrayList<>();
        List<String> steps = ours.values("step").stream().limit(MIXES).toList();
        ours.values("servers").stream()
                .map(count -> Series.of(
                        "Catena, " + count + " servers", ours.where("servers", count), "step", steps, "ops_per_s"))
                .forEach(series::add);
        if (has("seed", "python-chain")) {
            Table theirs = table("seed", "python-chain");
            for (String chain : theirs.values("chain")) {
                series.add(Series.of(chain, theirs.where("chain", chain), "step", steps, "ops_per_s"));
            }
        }
        new Plot("The Python chain's own test", "step", RATE_UNIT, true).bars(series, figure("seed", "seed"));
    }

    private void ycsb() throws IOException {
        if (!has("ycsb", "ycsb")) {
            return;
        }
        Table all = table("ycsb", "ycsb");
        List<String> workloads = all.values("workload");
        List<Series> series = all.values("threads").stream()
                .map(threads -> Series.of(
                        threads + " threads", all.where("threads", threads), "workload", workloads, "ops_per_s"))
                .toList();
        new Plot("YCSB: throughput", "workload", RATE_UNIT, true).bars(series, figure("ycsb", "ycsb"));
    }

    /** The kills are sorted by the length of their gaps, so that the line shows percentiles. */
    private void failover() throws IOException {
        if (!has("failover", "failover")) {
            return;
        }
        Table all = table("failover", "failover");
        new Plot(
                        "Without a success after kill -9 of a member",
                        "share of the kills, percent",
                        "longest gap, milliseconds",
                        false)
                .lines(
                        List.of(
                                Series.sorted("writes", all, "write_gap_ms"),
                                Series.sorted("reads", all, "read_gap_ms")),
                        figure("failover", "gaps"));
    }

    private void rejoin() throws IOException {
        if (!has("rejoin", "rejoin")) {
            return;
        }
        Table all = table("rejoin", "rejoin");
        List<String> rejoins = all.values("rejoin");
        new Plot("Back in the chain after kill -9 under load", "restart", "seconds until it is a member again", false)
                .bars(
                        List.of(Series.of("from its start", all, "rejoin", rejoins, "until_member_again_s")),
                        figure("rejoin", "rejoin"));
    }

    /** One colour for each phase, over the seconds of the whole study. */
    private void rebalance() throws IOException {
        if (!has("rebalance", "seconds")) {
            return;
        }
        Table all = table("rebalance", "seconds");
        for (String operation : List.of("put", "get")) {
            List<Series> phases = new ArrayList<>();
            for (String phase : all.values("phase")) {
                Table part = all.where("phase", phase);
                phases.add(Series.of(phase, part, "second", part.values("second"), operation + "_p99_ms"));
            }
            new Plot(
                            (operation.equals("put") ? "Puts" : "Gets") + " while chains move",
                            "seconds",
                            "99th percentile of each second, milliseconds (log scale)",
                            true)
                    .lines(phases, figure("rebalance", operation + "s"));
        }
    }
}
