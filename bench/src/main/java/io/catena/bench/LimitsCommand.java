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

/** Measures what the machine allows. */
@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what this machine allows without a chain.",
            "",
            "Measures synced appends to one file and to several at once; LevelDB with synced batches of 100 puts and",
            "their log entry, once and three at once, alone and as part of the node's store; Thrift calls without any",
            "work, over the loopback, one by one and in batches."
        })
final class LimitsCommand implements Callable<Integer> {
    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "The length of each measurement; a fifth of it is added before as warm-up (default:"
                    + " ${DEFAULT-VALUE}).")
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
