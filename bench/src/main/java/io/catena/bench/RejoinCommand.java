package io.catena.bench;

import io.catena.bench.failover.Kills;
import io.catena.bench.failover.Rejoins;
import io.catena.bench.output.StudyProgress;
import io.catena.bench.output.Table;
import io.catena.bench.store.CatenaServers;
import io.catena.bench.store.CatenaTarget;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how soon a member that was killed is a member again. */
@Command(
        name = "rejoin",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Kills members of a filled chain under load and measures how soon they are members again.",
            "",
            "Fills a chain of three, then kills (kill -9) middle, tail and head in turn while 8 threads write and 8",
            "read, starts the node again later, and measures the time from the start of the process until it is a",
            "member. A node that got only the records that it lacked has 0 snapshot pieces."
        })
final class RejoinCommand implements Callable<Integer> {
    private static final int SERVERS = 3;

    @Option(names = "--times", defaultValue = "9", description = "The number of restarts (default: ${DEFAULT-VALUE}).")
    private int times;

    @Option(
            names = "--megabytes",
            defaultValue = "1024",
            description = "The size of the store's data, in values of 4 KiB (default: ${DEFAULT-VALUE}).")
    private int megabytes;

    @Option(
            names = "--away-millis",
            defaultValue = "2000",
            description = "The time from the kill to the new start; longer if the chain has not noticed by then"
                    + " (default: ${DEFAULT-VALUE}).")
    private long awayMillis;

    @Mixin
    private StudyOptions study;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (times < 1 || megabytes < 0 || awayMillis < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--times must be 1 or more, --megabytes and --away-millis 0 or more");
        }
        StudyProgress progress = StudyProgress.system();
        try (CatenaServers chain = new CatenaServers(study.startPlace(), SERVERS)) {
            progress.step("Starting " + SERVERS + " servers");
            chain.start();
            try (CatenaTarget target = chain.connect(1)) {
                Rejoins rejoins = new Rejoins(chain, target.client(), progress::step);
                rejoins.fill(megabytes);
                Table table = rejoins.run(times, awayMillis);
                progress.clear();
                study.publish("rejoin", table);
                study.publish("summary", Kills.summary(table, List.of("until_member_again_s")));
            }
        }
        study.publishOrigin();
        return CommandLine.ExitCode.OK;
    }
}
