package io.catena.bench.rebalance;

import io.catena.bench.output.Table;
import io.catena.bench.store.CatenaServers;
import io.catena.client.CatenaClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Under a steady load a node joins, one is drained and leaves, and one is killed and replaced. */
public final class Rebalance {
    /** Belongs to each phase in which chains move: so long the last change has its effects. */
    private static final long SETTLE_MILLIS = 2_000;

    private final OperatedCluster cluster;
    private final CatenaClient client;
    private final Settings settings;
    private final Consumer<String> progress;
    private final ChainKeys keys;
    private final CallLog log;
    private final List<Phase> phases = new ArrayList<>();
    private final List<Integer> running;

    /**
     * How long and how much.
     *
     * @param quietSeconds the length of each phase in which nothing moves
     */
    public record Settings(
            int chains,
            int replicas,
            int keys,
            int valueBytes,
            double callsPerSecond,
            double warmUpSeconds,
            double quietSeconds) {}

    /**
     * What was found.
     *
     * @param seconds a row for each second
     * @param missing how many keys could not be read at the end
     * @param firstFailure of the calls that failed
     */
    public record Result(
            Table calls, Table moves, Table nodes, Table seconds, int missing, Optional<String> firstFailure) {}

    /** @param servers a cluster that serves; chains of it are on some of the nodes */
    public Rebalance(CatenaServers servers, CatenaClient client, Settings settings, Consumer<String> progress) {
        this.cluster = new OperatedCluster(servers, client);
        this.client = client;
        this.settings = settings;
        this.progress = progress;
        this.keys = new ChainKeys(settings.chains(), settings.keys(), settings.valueBytes());
        this.log = new CallLog(settings.chains());
        this.running = new ArrayList<>(servers.ports());
    }

    public Result run() throws Exception {
        cluster.awaitEven(running.size());
        progress.accept("filling in " + keys.count() + " keys");
        keys.fill(client);
        SteadyLoad load = new SteadyLoad(client, keys, settings.callsPerSecond(), log);
        try (load) {
            progress.accept("warming up");
            sleep(settings.warmUpSeconds());
            quiet("before");
            join();
            drain();
            kill();
            quiet("after");
        }
        progress.accept("reading all keys");
        PhaseTables tables = new PhaseTables(phases, log);
        long bytesOfReplica = (long) settings.keys() * settings.valueBytes() / settings.chains();
        return new Result(
                tables.calls(),
                tables.moves(bytesOfReplica),
                tables.nodes(),
                tables.seconds(),
                keys.missing(client),
                load.firstFailure());
    }

    private static void sleep(double seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.round(seconds * 1_000));
    }

    /** Does what moves chains; returns when they are where they are to be. */
    private interface Move {
        void carryOut() throws Exception;
    }

    private void quiet(String name) throws Exception {
        phase(name, 0, () -> {}, settings.quietSeconds());
    }

    private void moving(String name, int least, Move move) throws Exception {
        phase(name, least, move, SETTLE_MILLIS / 1e3);
    }

    private void phase(String name, int least, Move move, double restSeconds) throws Exception {
        progress.accept(name);
        Spread before = cluster.spread();
        Map<Integer, Long> piecesBefore = cluster.pieces(running);
        long beginNanos = System.nanoTime();
        move.carryOut();
        long evenNanos = System.nanoTime();
        sleep(restSeconds);
        long endNanos = System.nanoTime();
        Map<Integer, Long> piecesAfter = cluster.pieces(running);
        long pieces = piecesAfter.entrySet().stream()
                .mapToLong(node -> node.getValue() - piecesBefore.getOrDefault(node.getKey(), 0L))
                .sum();
        phases.add(new Phase(name, beginNanos, evenNanos, endNanos, before, cluster.spread(), least, pieces));
    }

    private void join() throws Exception {
        int share = settings.chains() * settings.replicas() / (running.size() + 1);
        moving("join", share, () -> {
            running.add(cluster.servers().beginNew());
            cluster.awaitEven(running.size());
        });
    }

    /** Not the controller, which is killed later, and not the node that has just joined. */
    private void drain() throws Exception {
        int controller = cluster.controller(running);
        int drained =
                running.stream().filter(port -> port != controller).findFirst().orElseThrow();
        moving("drain", cluster.spread().replicasOn(drained), () -> {
            cluster.drain(drained);
            cluster.awaitEven(running.size() - 1);
            cluster.awaitEmpty(drained);
        });
        running.remove((Integer) drained);
        cluster.servers().leave(drained);
    }

    /** The controller: that costs most. Its chains are placed elsewhere when ZooKeeper has noticed that it is gone. */
    private void kill() throws Exception {
        int killed = cluster.controller(running);
        int replicas = cluster.spread().replicasOn(killed);
        running.remove((Integer) killed);
        moving("kill", 0, () -> {
            cluster.servers().kill(killed);
            cluster.awaitGone(killed);
        });
        moving("replace", replicas, () -> {
            cluster.rebalance();
            cluster.awaitEven(running.size());
        });
    }
}
