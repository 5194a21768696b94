package io.catena.bench;

import io.catena.bench.limits.LimitsStudy;
import io.catena.bench.output.StudyProgress;
import io.catena.bench.output.Table;
import io.catena.bench.store.StartPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the machine allows. */
@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what this machine allows without a chain.",
            "",
            "Synced appends to one file and to several at once; LevelDB with synced batches of 100 puts and their log",
            "entry, once and three at once, alone and behind the node's own store; Thrift calls that do nothing, over the",
            "loopback, one by one and in batches."
        })
final class LimitsCommand implements Callable<Integer> {
    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "Length of each measurement, after a fifth of it as warm-up (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private StudyOptions study;

    @Override
    public Integer call() throws Exception {
        StudyProgress progress = StudyProgress.system();
        StartPlace startPlace = study.startPlace();
        Path folder = Files.createDirectories(startPlace.folder("limits"));
        try {
            Table table = new LimitsStudy(folder, Math.round(seconds * 1_000), progress::step).measure();
            progress.clear();
            study.publish("limits", table);
            study.publishOrigin();
        } finally {
            StartPlace.remove(folder);
        }
        return CommandLine.ExitCode.OK;
    }
}
