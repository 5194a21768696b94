package io.catena.bench.failover;

import io.catena.bench.output.Table;
import io.catena.bench.store.CatenaServers;
import io.catena.client.CatenaClient;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Kills members of a chain with much data in turn, under load, and starts each again later. */
public final class Rejoins {
    private static final int CALL_MILLIS = 5_000;
    private static final int VALUE_BYTES = 4_096;
    /** The number of writes under way while the store is filled. */
    private static final int AT_ONCE = 256;

    private static final long SETTLE_MILLIS = 2_000;

    private final CatenaServers servers;
    private final CatenaClient client;
    private final ChainMembers chainMembers;
    private final Consumer<String> progress;
    private final Table table = new Table(
            "rejoin", "role", "away_s", "until_member_again_s", "records_received", "snapshot_pieces", "failed_calls");

    /** @param servers a chain that serves */
    public Rejoins(CatenaServers servers, CatenaClient client, Consumer<String> progress) {
        this.servers = servers;
        this.client = client;
        this.chainMembers = new ChainMembers(client);
        this.progress = progress;
    }

    /** Writes this many megabytes, in values of 4 KiB. */
    public void fill(int megabytes) {
        long values = (long) megabytes * (1 << 20) / VALUE_BYTES;
        ArrayDeque<CompletableFuture<?>> underWay = new ArrayDeque<>();
        for (long i = 0; i < values; i++) {
            if (underWay.size() == AT_ONCE) {
                underWay.removeFirst().join();
            }
            byte[] key = ("filling-" + i).getBytes(StandardCharsets.US_ASCII);
            underWay.addLast(client.putAsync(key, new byte[VALUE_BYTES]));
            if (i % 1_000 == 0) {
                progress.accept("filling, " + i * VALUE_BYTES / (1 << 20) + " of " + megabytes + " MiB");
            }
        }
        underWay.forEach(CompletableFuture::join);
    }

    /**
     * @param awayMillis the time from the death of a member to the start of its new process
     * @return one row for each time, of head, middle and tail in turn
     */
    public Table run(int times, long awayMillis) throws Exception {
        try (Probers probers = new Probers(client)) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            for (int number = 1; number <= times; number++) {
                rejoin(number, awayMillis, probers);
            }
        }
        return table;
    }

    private void rejoin(int number, long awayMillis, Probers probers) throws Exception {
        ChainMembers.Turn turn = chainMembers.turn(number);
        progress.accept("restart " + number + ", the " + turn.role());
        probers.takeFailures();
        servers.kill(turn.port());
        long killed = System.nanoTime();
        chainMembers.await(turn.members() - 1);
        long restMillis = awayMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
        TimeUnit.MILLISECONDS.sleep(Math.max(0, restMillis));
        long begin = System.nanoTime();
        servers.beginAgain(turn.port());
        chainMembers.await(turn.members());
        double again = (System.nanoTime() - begin) / 1e9;
        Map<String, Long> counters = new NodeAdmin(new ServerAddress("127.0.0.1", turn.port()), CALL_MILLIS)
                .status()
                .getCounters();
        table.add(
                number,
                turn.role(),
                (begin - killed) / 1e9,
                again,
                counters.get("recordsReceived"),
                counters.get("snapshotChunksReceived"),
                probers.takeFailures());
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    }
}
