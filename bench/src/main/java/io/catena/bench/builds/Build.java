package io.catena.bench.builds;

import io.catena.bench.load.Workload;
import io.catena.bench.output.Csv;
import io.catena.bench.output.MachineFacts;
import io.catena.bench.output.Table;
import io.catena.bench.store.CatenaServers;
import io.catena.bench.store.Script;
import io.catena.bench.store.ServersException;
import io.catena.bench.store.StartPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A chain of three servers of one checkout, and the load generator of that checkout. Each load runs in a process of its
 * own. What is used of a checkout are {@code scripts/cluster} and {@code scripts/bench run}. For one thread.
 */
public final class Build implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final String STUDY = "run";

    private final StartPlace place;
    private final String name;
    private final CatenaServers servers;

    /** @param place the checkout, which is built, and the first of its servers' ports */
    public Build(StartPlace place) {
        this.place = place;
        String commit = MachineFacts.commit(place.root());
        this.name = commit.isEmpty() ? place.root().toString() : commit;
        this.servers = new CatenaServers(place, SERVERS);
    }

    /**
     * The commit that was checked out at first, with a plus sign if files differed from it; the folder if there is no commit. It stays so
     * when results are written into the checkout.
     */
    public String name() {
        return name;
    }

    /** Why it cannot be started; empty if it can be. */
    public Optional<String> missing() {
        return servers.missing().map(reason -> place.root() + ": " + reason);
    }

    /** Starts the servers with empty data; returns when they serve. Behind {@link #close} they can be started again. */
    public void start() throws ServersException, InterruptedException {
        servers.start();
    }

    /**
     * Puts a closed-loop load on the servers. It is warmed up first, and so is the client, which has just been started.
     *
     * @return a row as {@code bench run} has it
     * @throws ServersException if the load generator fails; the message has its output
     */
    public Table run(Workload workload) throws ServersException, InterruptedException, IOException {
        Path folder = place.folder(STUDY);
        try {
            Script.run(place.root(), "bench", arguments(workload, folder));
            return Csv.read(folder.resolve(STUDY + ".csv"));
        } finally {
            StartPlace.remove(folder);
        }
    }

    private List<String> arguments(Workload workload, Path folder) {
        return List.of(
                STUDY,
                "--servers=" + String.join(",", servers.addresses()),
                "--threads=" + workload.threads(),
                "--read-share=" + workload.readShare(),
                "--keys=" + workload.keys(),
                "--key-bytes=" + workload.keyBytes(),
                "--value-bytes=" + workload.valueBytes(),
                "--distribution=" + workload.distribution(),
                "--warm-up-seconds=" + workload.warmUpMillis() / 1_000.0,
                "--seconds=" + workload.durationMillis() / 1_000.0,
                "--seed=" + workload.seed(),
                "--save=" + folder);
    }

    @Override
    public void close() {
        servers.close();
    }
}
