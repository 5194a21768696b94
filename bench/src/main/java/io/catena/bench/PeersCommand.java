package io.catena.bench;

import io.catena.bench.load.Load;
import io.catena.bench.load.LoadResult;
import io.catena.bench.load.Workload;
import io.catena.bench.output.StudyProgress;
import io.catena.bench.store.Servers;
import io.catena.bench.store.StartPlace;
import io.catena.bench.store.Stores;
import io.catena.bench.store.Target;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the same work on Catena and on other stores, in turn. */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the same work on Catena, etcd, ZooKeeper and Redis and prints how they compare.",
            "",
            "They run one after the other, each with three servers that sync every write to their disks. A store that",
            "is not installed is left out.",
            "",
            "Puts and gets are measured apart. As many threads share a client connection as suits the store best.",
            "Reads of Catena and etcd are linearizable, those of ZooKeeper (any server) and Redis (the primary) are",
            "not."
        })
final class PeersCommand implements Callable<Integer> {
    private static final int FILLING_THREADS = 64;
    private static final double ONLY_PUTS = 0;
    private static final double ONLY_GETS = 1;

    @Option(
            names = "--stores",
            split = ",",
            defaultValue = "catena,etcd,zookeeper,redis",
            description = "The stores and their order (default: ${DEFAULT-VALUE}).")
    private List<Stores> stores;

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,64,256",
            description = "The numbers of threads, each measured in turn (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--rounds",
            defaultValue = "1",
            description = "The number of rounds over all stores; medians are compared (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private LoadOptions load;

    @Mixin
    private StudyOptions study;

    private final StudyProgress progress = StudyProgress.system();
    private final LoadTable results = new LoadTable("store", "round");

    @Override
    public Integer call() throws Exception {
        StartPlace startPlace = study.startPlace();
        for (int round = 1; round <= rounds; round++) {
            for (Stores store : stores) {
                measure(store, round, startPlace);
            }
        }
        progress.clear();
        study.publish("peers", results.table());
        study.publish("ratios", Ratios.of(results.table(), Stores.CATENA.toString()));
        study.publishOrigin();
        return CommandLine.ExitCode.OK;
    }

    private void measure(Stores store, int round, StartPlace startPlace) throws Exception {
        try (Servers servers = store.at(startPlace)) {
            Optional<String> missing = servers.missing();
            if (missing.isPresent()) {
                progress.say("Left out " + store + ": " + missing.get());
                return;
            }
            progress.step("Starting " + store);
            servers.start();
            fill(servers);
            for (int count : threads) {
                measure(store, servers, round, load.workload(count, ONLY_PUTS));
                measure(store, servers, round, load.workload(count, ONLY_GETS));
            }
        }
    }

    private void fill(Servers servers) throws Exception {
        try (Target target = servers.connect(FILLING_THREADS)) {
            progress.step("Filling in " + servers.name());
            new Load(target, progress).fill(load.workload(FILLING_THREADS, ONLY_PUTS), FILLING_THREADS);
        }
    }

    private void measure(Stores store, Servers servers, int round, Workload workload) throws Exception {
        String kind = workload.readShare() == ONLY_GETS ? "get" : "put";
        progress.step(
                store + ", round " + round + " of " + rounds + ", " + kind + ", " + workload.threads() + " threads");
        try (Target target = servers.connect(workload.threads())) {
            LoadResult result = new Load(target, progress).run(workload);
            result.firstError().ifPresent(error -> progress.say(result.errors() + " errors, the first: " + error));
            results.add(result, store, round);
        }
    }
}
