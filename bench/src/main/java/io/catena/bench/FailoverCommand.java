package io.catena.bench;

import io.catena.bench.failover.Kills;
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

/** Measures what clients notice when a member dies. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Kills members of a chain under load and measures how long writes and reads waited.",
            "",
            "Kills (kill -9) middle, tail and head in turn while 8 threads write and 8 read. Reports the longest time",
            "in which no write, and no read, succeeded; then starts the node again and reports how long it took to",
            "rejoin."
        })
final class FailoverCommand implements Callable<Integer> {
    @Option(names = "--kills", defaultValue = "50", description = "The number of kills (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--count",
            defaultValue = "3",
            description = "The number of servers, 2 or more (default: ${DEFAULT-VALUE}).")
    private int count;

    @Mixin
    private StudyOptions study;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (kills < 1 || count < 2) {
            throw new ParameterException(spec.commandLine(), "--kills must be 1 or more, --count 2 or more");
        }
        StudyProgress progress = StudyProgress.system();
        try (CatenaServers chain = new CatenaServers(study.startPlace(), count)) {
            progress.step("Starting " + count + " servers");
            chain.start();
            try (CatenaTarget target = chain.connect(1)) {
                Table table = new Kills(chain, target.client(), progress::step).run(kills);
                progress.clear();
                study.publish("failover", table);
                study.publish(
                        "summary",
                        Kills.summary(table, List.of("write_gap_ms", "read_gap_ms", "until_member_again_s")));
            }
        }
        study.publishOrigin();
        return CommandLine.ExitCode.OK;
    }
}
