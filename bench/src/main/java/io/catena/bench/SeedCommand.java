package io.catena.bench;

import io.catena.bench.output.StudyProgress;
import io.catena.bench.output.Table;
import io.catena.bench.seed.SeedSteps;
import io.catena.bench.store.CatenaServers;
import io.catena.bench.store.CatenaTarget;
import io.catena.bench.store.StartPlace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Repeats the test of the Python chain. */
@Command(
        name = "seed",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Repeats the test of the Python chain that Catena replaces, step for step.",
            "",
            "One client does 1,000 operations over 400 keys (half of them writes; with hot keys; 90 %% writes),",
            "several do so at once, one member fails, and then the members are killed one after the other until one",
            "is left. After each step the linearizability checker judges all operations since the start.",
            "With several chains, which are on some of the servers only, the last step is left out."
        },
        footer = {
            "",
            "Exit codes: 0 done and linearizable, 1 failed or not linearizable, 2 bad usage, 7 the output"
                    + " could not be written."
        })
final class SeedCommand implements Callable<Integer> {
    private static final String RIGHT = "linearizable";

    @Option(
            names = "--counts",
            split = ",",
            defaultValue = "5,60",
            description = "The numbers of servers, each measured in turn (default: ${DEFAULT-VALUE}).")
    private List<Integer> counts;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "The seed of keys, operations and victims (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ChainOptions chains;

    @Mixin
    private StudyOptions study;

    @Override
    public Integer call() throws Exception {
        StudyProgress progress = StudyProgress.system();
        StartPlace startPlace = study.startPlace();
        Table table = SeedSteps.newTable();
        for (int count : counts) {
            try (CatenaServers chain = new CatenaServers(startPlace, count, chains.chains())) {
                progress.step("Starting " + count + " servers");
                chain.start();
                try (CatenaTarget target = chain.connect(1)) {
                    new SeedSteps(chain, target, table, seed, what -> progress.step(count + " servers, " + what)).run();
                }
            }
        }
        progress.clear();
        study.publish("seed", table);
        study.publishOrigin();
        boolean right = table.rows().stream().allMatch(row -> row.contains(RIGHT));
        return right ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
