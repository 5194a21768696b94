package io.catena.bench;

import io.catena.bench.builds.Build;
import io.catena.bench.builds.PairedRatios;
import io.catena.bench.load.Workload;
import io.catena.bench.output.StudyProgress;
import io.catena.bench.output.Table;
import io.catena.bench.store.ServersException;
import io.catena.bench.store.StartPlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the same work on this build of Catena and on others, in turn, while all of them run. */
@Command(
        name = "builds",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the same work on this build and on others, and prints how they compare.",
            "",
            "Each build has a chain of three servers. All chains run at once; loads are put on them in turn, each by the",
            "client of the same build, and the order turns round with each round. So a machine that is slower for",
            "some minutes is so for all builds. Each round has servers of its own, with empty data, since what the",
            "compiler makes of a process differs from start to start. The ratio of each round counts; the table has",
            "their median."
        })
final class BuildsCommand implements Callable<Integer> {
    private static final int PORTS_EACH = 10;
    private static final double ONLY_PUTS = 0;
    private static final double ONLY_GETS = 1;
    /** Those of {@code bench run} that tell of a build; each build has them. */
    private static final List<String> COLUMNS = List.of(
            "operation", "threads", "operations", "errors", "ops_per_s", "p50_us", "p90_us", "p99_us", "max_us");

    @Option(
            names = "--other",
            required = true,
            split = ",",
            paramLabel = "FOLDER",
            description = "Checkouts of the project at other commits, each built with mvn package.")
    private List<Path> others;

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,64,256",
            description = "The numbers of threads, each measured in turn (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description = "How often each load is put on each build (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private LoadOptions load;

    @Mixin
    private StudyOptions study;

    @Spec
    private CommandSpec spec;

    private final StudyProgress progress = StudyProgress.system();

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more, not " + rounds);
        }
        List<Workload> workloads = threads.stream()
                .flatMap(count -> Stream.of(load.workload(count, ONLY_PUTS), load.workload(count, ONLY_GETS)))
                .toList();
        List<Build> builds = builds();
        try {
            Table results = measure(builds, workloads);
            progress.clear();
            study.publish("builds", results);
            study.publish(
                    "ratios",
                    PairedRatios.of(results, builds.stream().map(Build::name).toList()));
            study.publishOrigin();
        } finally {
            builds.forEach(Build::close);
        }
        return CommandLine.ExitCode.OK;
    }

    /** This build first. */
    private List<Build> builds() throws ServersException {
        StartPlace here = study.startPlace();
        List<Build> builds = new ArrayList<>(List.of(new Build(here)));
        for (Path other : others) {
            Path root = other.toAbsolutePath().normalize();
            builds.add(new Build(new StartPlace(root, here.basePort() + builds.size() * PORTS_EACH)));
        }
        HashSet<String> names = new HashSet<>();
        for (Build build : builds) {
            if (build.missing().isPresent()) {
                throw new ServersException(build.missing().get());
            }
            if (!names.add(build.name())) {
                throw new ParameterException(
                        spec.commandLine(), "--other: " + build.name() + " is given twice, or is this build");
            }
        }
        return builds;
    }

    private Table measure(List<Build> builds, List<Workload> workloads) throws Exception {
        List<String> columns = new ArrayList<>(List.of("build", "round"));
        columns.addAll(COLUMNS);
        Table results = new Table(columns);
        List<Build> order = new ArrayList<>(builds);
        for (int round = 1; round <= rounds; round++) {
            for (Build build : order) {
                progress.step("Starting " + build.name());
                build.start();
            }
            for (Workload workload : workloads) {
                for (Build build : order) {
                    measure(build, workload, round, results);
                }
            }
            order.forEach(Build::close);
            Collections.reverse(order);
        }
        return results;
    }

    private void measure(Build build, Workload workload, int round, Table results) throws Exception {
        String kind = workload.readShare() == ONLY_GETS ? "get" : "put";
        progress.step(build.name() + ", round " + round + " of " + rounds + ", " + kind + ", " + workload.threads()
                + " threads");
        Table run = build.run(workload);
        if (run.number(0, "errors") > 0) {
            progress.say(build.name() + ": " + run.get(0, "errors") + " operations failed");
        }
        List<Object> cells = new ArrayList<>(List.of(build.name(), round));
        COLUMNS.forEach(column -> cells.add(run.get(0, column)));
        results.add(cells);
    }
}
