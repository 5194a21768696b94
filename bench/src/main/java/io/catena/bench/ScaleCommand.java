package io.catena.bench;

import io.catena.bench.load.Load;
import io.catena.bench.load.LoadResult;
import io.catena.bench.output.StudyProgress;
import io.catena.bench.output.Table;
import io.catena.bench.store.CatenaServers;
import io.catena.bench.store.ProcessUsage;
import io.catena.bench.store.StartPlace;
import io.catena.bench.store.Target;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures clusters of growing size. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures clusters of several sizes, one after the other.",
            "",
            "For each it measures how long the cluster took to serve; throughput and latency of puts and of gets;",
            "memory and processor time of a server, idle and loaded."
        })
final class ScaleCommand implements Callable<Integer> {
    private static final int FILLING_THREADS = 64;
    private static final int MOST = 200;

    @Option(
            names = "--counts",
            split = ",",
            defaultValue = "1,3,5,10,20,40,60,80,100",
            description = "The numbers of servers, each measured in turn (default: ${DEFAULT-VALUE}).")
    private List<Integer> counts;

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,64,256",
            description = "The numbers of threads, each measured in turn (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--idle-seconds",
            defaultValue = "5",
            description = "How long the idle cluster is observed (default: ${DEFAULT-VALUE}).")
    private double idleSeconds;

    @Mixin
    private LoadOptions load;

    @Mixin
    private ChainOptions chains;

    @Mixin
    private StudyOptions study;

    @Spec
    private CommandSpec spec;

    private final StudyProgress progress = StudyProgress.system();
    private final LoadTable loads = new LoadTable("servers", "server_cpu_percent");
    private final Table servers = new Table(
            "servers",
            "start_s",
            "idle_rss_mib",
            "idle_rss_mib_max",
            "idle_pss_mib",
            "idle_cpu_percent",
            "loaded_rss_mib",
            "loaded_rss_mib_max");

    @Override
    public Integer call() throws Exception {
        if (counts.stream().anyMatch(count -> count < 1 || count > MOST)) {
            throw new ParameterException(spec.commandLine(), "--counts must be 1 to " + MOST);
        }
        StartPlace startPlace = study.startPlace();
        try {
            for (int count : counts) {
                try (CatenaServers cluster = new CatenaServers(startPlace, count, chains.chains())) {
                    measure(cluster, count);
                }
            }
        } finally {
            progress.clear();
            if (!servers.isEmpty()) {
                publish(); // also if a larger cluster has failed: the smaller ones took long to measure
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private void publish() throws Exception {
        study.publish("servers", servers);
        study.publish("scale", loads.table());
        study.publishOrigin();
    }

    private void measure(CatenaServers cluster, int count) throws Exception {
        progress.step("Starting " + count + " servers");
        long begin = System.nanoTime();
        cluster.start();
        double startSeconds = (System.nanoTime() - begin) / 1e9;
        List<Long> pids = cluster.pids();
        progress.step("Looking at " + count + " idle servers");
        ProcessUsage before = ProcessUsage.of(pids);
        TimeUnit.MILLISECONDS.sleep(Math.round(idleSeconds * 1_000));
        ProcessUsage idle = ProcessUsage.of(pids);
        try (Target target = cluster.connect(FILLING_THREADS)) {
            Load engine = new Load(target, progress);
            progress.step("Filling in " + count + " servers");
            engine.fill(load.workload(FILLING_THREADS, 0), FILLING_THREADS);
            for (int each : threads) {
                measure(engine, pids, each, 0);
                measure(engine, pids, each, 1);
            }
        }
        ProcessUsage loaded = ProcessUsage.of(pids);
        servers.add(
                count,
                startSeconds,
                idle.medianResidentMib(),
                idle.highestResidentMib(),
                idle.proportionalMib(),
                idle.processorPercentSince(before),
                loaded.medianResidentMib(),
                loaded.highestResidentMib());
    }

    private void measure(Load engine, List<Long> pids, int threadCount, double readShare) throws Exception {
        progress.step(pids.size() + " servers, " + (readShare == 1 ? "get" : "put") + ", " + threadCount + " threads");
        ProcessUsage before = ProcessUsage.of(pids);
        LoadResult result = engine.run(load.workload(threadCount, readShare));
        double percent = ProcessUsage.of(pids).processorPercentSince(before);
        result.firstError().ifPresent(error -> progress.say(result.errors() + " errors, the first: " + error));
        loads.add(result, pids.size(), percent);
    }
}
