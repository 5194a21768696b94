package io.catena.bench.failover;

import io.catena.bench.output.Table;
import io.catena.bench.store.CatenaServers;
import io.catena.bench.store.ServersException;
import io.catena.client.CatenaClient;
import io.catena.client.CatenaException;
import io.catena.client.Layout;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Kills one member after the other while clients write and read, and starts each again. */
public final class Kills {
    private static final int WRITERS = 8;
    private static final int READERS = 8;
    private static final int CALL_MILLIS = 5_000;
    private static final long POLL_MILLIS = 20;
    private static final long SETTLE_MILLIS = 1_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final CatenaServers servers;
    private final CatenaClient client;
    private final Consumer<String> progress;
    private final Table table = new Table(
            "kill", "role", "was_controller", "write_gap_ms", "read_gap_ms", "failed_calls", "until_member_again_s");

    /** @param servers a chain that serves */
    public Kills(CatenaServers servers, CatenaClient client, Consumer<String> progress) {
        this.servers = servers;
        this.client = client;
        this.progress = progress;
    }

    /** @return one row for each kill, of head, middle and tail in turn */
    public Table run(int kills) throws Exception {
        try (Probers probers = new Probers(client, WRITERS, READERS)) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            for (int kill = 1; kill <= kills; kill++) {
                kill(kill, probers);
            }
        }
        return table;
    }

    private void kill(int number, Probers probers) throws Exception {
        List<Layout.Member> members = client.layout().members();
        int position = List.of(0, members.size() / 2, members.size() - 1).get(number % 3);
        int port = members.get(position).port();
        boolean controller = new NodeAdmin(new ServerAddress("127.0.0.1", port), CALL_MILLIS)
                .status()
                .isController();
        String role = position == 0 ? "head" : position == members.size() - 1 ? "tail" : "middle";
        progress.accept("kill " + number + ", the " + role);
        probers.writes().takeLongestMillis();
        probers.reads().takeLongestMillis();
        probers.takeFailures();
        servers.kill(port);
        awaitMembers(members.size() - 1);
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        double writeGap = probers.writes().takeLongestMillis();
        double readGap = probers.reads().takeLongestMillis();
        long failures = probers.takeFailures();
        long begin = System.nanoTime();
        servers.startAgain(port);
        double again = (System.nanoTime() - begin) / 1e9;
        awaitMembers(members.size());
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        table.add(number, role, controller, writeGap, readGap, failures, again);
    }

    private void awaitMembers(int count) throws ServersException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE_NANOS) {
            if (isSettled(count)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new ServersException("the chain does not have " + count + " members after 60 s");
    }

    private boolean isSettled(int count) {
        try {
            Layout layout = client.layout();
            return layout.members().size() == count && layout.activatedEpoch() == layout.epoch();
        } catch (CatenaException e) {
            return false;
        }
    }

    /** Percentiles of each column of a table of kills. */
    public static Table summary(Table kills) {
        Table summary = new Table("what", "kills", "p50", "p90", "p99", "max");
        for (String column : List.of("write_gap_ms", "read_gap_ms", "until_member_again_s")) {
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

    /** The lowest value that so many percent of all do not exceed. */
    static double percentile(List<Double> sorted, int percent) {
        int rank = (sorted.size() * percent + 99) / 100;
        return sorted.get(Math.max(1, rank) - 1);
    }
}
