package io.catena.bench;

import io.catena.bench.load.Load;
import io.catena.bench.load.LoadResult;
import io.catena.bench.load.Workload;
import io.catena.bench.output.StudyProgress;
import io.catena.bench.store.CatenaTarget;
import io.catena.bench.store.Servers;
import io.catena.bench.store.ServersException;
import io.catena.bench.store.Stores;
import io.catena.bench.store.Target;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures one store under one load. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts one load on one store and measures throughput and latency.",
            "",
            "Closed loop, without --rate: each thread begins its next operation when the last one is answered. Open",
            "loop, with --rate: operations are due at that rate, and latency counts from the time at which an",
            "operation was due, so that a store that stalls is charged with all operations that waited meanwhile."
        })
final class RunCommand implements Callable<Integer> {
    private static final int FILLING_THREADS = 64;

    @Option(
            names = "--store",
            defaultValue = "catena",
            description = "catena, catena-tls, etcd, zookeeper or redis: three servers, started for this run (default:"
                    + " ${DEFAULT-VALUE}).")
    private Stores store;

    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "HOST:PORT",
            description = "Servers of a Catena cluster that runs already, instead of new ones.")
    private List<String> servers;

    @Option(
            names = "--threads",
            defaultValue = "64",
            split = ",",
            description =
                    "The number of threads, each with one operation under way; several numbers are measured in turn"
                            + " (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--read-share",
            defaultValue = "0.5",
            description = "The share of gets among the operations, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double readShare;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Open loop: operations per second of all threads together; 0 for closed loop (default:"
                    + " ${DEFAULT-VALUE}).")
    private double rate;

    @Mixin
    private LoadOptions load;

    @Mixin
    private StudyOptions study;

    @Spec
    private CommandSpec spec;

    private final StudyProgress progress = StudyProgress.system();

    @Override
    public Integer call() throws Exception {
        if (servers != null && store != Stores.CATENA) {
            throw new ParameterException(spec.commandLine(), "--servers can be used with --store catena only");
        }
        List<Workload> workloads = threads.stream()
                .map(each -> load.workload(each, readShare, rate))
                .toList();
        LoadTable results = new LoadTable("store");
        if (servers != null) {
            try (Target target = new CatenaTarget(servers.toArray(String[]::new))) {
                measure(target, workloads, results);
            }
        } else {
            startAndMeasure(workloads, results);
        }
        progress.clear();
        study.publish("run", results.table());
        study.publishOrigin();
        return CommandLine.ExitCode.OK;
    }

    private void startAndMeasure(List<Workload> workloads, LoadTable results) throws Exception {
        try (Servers fresh = store.at(study.startPlace())) {
            if (fresh.missing().isPresent()) {
                throw new ServersException(store + ": " + fresh.missing().get());
            }
            progress.step("Starting " + store);
            fresh.start();
            int most = workloads.stream().mapToInt(Workload::threads).max().orElse(1);
            try (Target target = fresh.connect(Math.max(most, FILLING_THREADS))) {
                measure(target, workloads, results);
            }
        }
    }

    private void measure(Target target, List<Workload> workloads, LoadTable results) throws Exception {
        Load engine = new Load(target, progress);
        progress.step("Filling in");
        engine.fill(workloads.get(0), FILLING_THREADS);
        for (Workload workload : workloads) {
            progress.step(store + ", " + workload.threads() + " threads");
            LoadResult result = engine.run(workload);
            result.firstError().ifPresent(error -> progress.say(result.errors() + " errors, the first: " + error));
            results.add(result, store);
        }
    }
}
