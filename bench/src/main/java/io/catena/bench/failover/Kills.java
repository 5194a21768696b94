package io.catena.bench.failover;

import io.catena.bench.output.Table;
import io.catena.bench.store.CatenaServers;
import io.catena.client.CatenaClient;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Kills members in turn while clients write and read, and starts each again. */
public final class Kills {
    private static final int CALL_MILLIS = 5_000;
    private static final long SETTLE_MILLIS = 1_000;

    private final CatenaServers servers;
    private final CatenaClient client;
    private final ChainMembers chainMembers;
    private final Consumer<String> progress;
    private final Table table = new Table(
            "kill", "role", "was_controller", "write_gap_ms", "read_gap_ms", "failed_calls", "until_member_again_s");

    /** @param servers a chain that serves */
    public Kills(CatenaServers servers, CatenaClient client, Consumer<String> progress) {
        this.servers = servers;
        this.client = client;
        this.chainMembers = new ChainMembers(client);
        this.progress = progress;
    }

    /** @return one row for each kill, of head, middle and tail in turn */
    public Table run(int kills) throws Exception {
        try (Probers probers = new Probers(client)) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            for (int kill = 1; kill <= kills; kill++) {
                kill(kill, probers);
            }
        }
        return table;
    }

    private void kill(int number, Probers probers) throws Exception {
        ChainMembers.Turn turn = chainMembers.turn(number);
        int port = turn.port();
        boolean controller = new NodeAdmin(new ServerAddress("127.0.0.1", port), CALL_MILLIS)
                .status()
                .isController();
        progress.accept("kill " + number + ", the " + turn.role());
        probers.writes().takeLongestMillis();
        probers.reads().takeLongestMillis();
        probers.takeFailures();
        servers.kill(port);
        chainMembers.await(turn.members() - 1);
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        double writeGap = probers.writes().takeLongestMillis();
        double readGap = probers.reads().takeLongestMillis();
        long failures = probers.takeFailures();
        long begin = System.nanoTime();
        servers.startAgain(port);
        double again = (System.nanoTime() - begin) / 1e9;
        chainMembers.await(turn.members());
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        table.add(number, turn.role(), controller, writeGap, readGap, failures, again);
    }

    /** Percentiles of these columns of a table that has one row for each kill. */
    public static Table summary(Table kills, List<String> columns) {
        Table summary = new Table("what", "kills", "p50", "p90", "p99", "max");
        for (String column : columns) {
            List<Double> sorted = java.util.stream.IntStream.range(
                            0, kills.rows().size())
                    .mapToObj(row -> kills.number(row, column))
                    .sorted()
                    .toList();
            summary.add(
                    column,
                    sorted.size(),
                    percentile(sorted, 50),
                    percentile(sorted, 90),
                    percentile(sorted, 99),
                    percentile(sorted, 100));
        }
        return summary;
    }

    /** The lowest value that this percentage of all values does not exceed. */
    static double percentile(List<Double> sorted, int percent) {
        int rank = (sorted.size() * percent + 99) / 100;
        return sorted.get(Math.max(1, rank) - 1);
    }
}
