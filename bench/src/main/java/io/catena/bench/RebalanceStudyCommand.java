package io.catena.bench;

import io.catena.bench.output.StudyProgress;
import io.catena.bench.rebalance.Rebalance;
import io.catena.bench.store.CatenaServers;
import io.catena.bench.store.Chains;
import io.catena.client.CatenaClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what clients notice while chains move. */
@Command(
        name = "rebalance",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lets a node join, drains one and kills one for good under load, and measures what clients notice.",
            "",
            "Chains of three are on five nodes, and all keys are written. Then calls are due at a steady rate, half of",
            "them puts; each chain has its turn. A sixth node joins; another node is drained, and leaves; the controller",
            "is killed (kill -9), and its chains are placed elsewhere ('catena rebalance') once ZooKeeper has noticed.",
            "For each phase: latency from when a call was due, calls that failed, the longest time in which one chain",
            "answered nothing, how long it took until the chains were even, and what was moved. In the end all keys are",
            "read."
        })
final class RebalanceStudyCommand implements Callable<Integer> {
    private static final int VALUE_BYTES = 1_024;

    @Option(
            names = "--nodes",
            defaultValue = "5",
            description = "The number of nodes at first (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(names = "--chains", defaultValue = "16", description = "The number of chains (default: ${DEFAULT-VALUE}).")
    private int chains;

    @Option(
            names = "--replicas",
            defaultValue = "3",
            description = "The number of replicas of each chain (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "Calls per second; take a third of what the machine can do (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--megabytes",
            defaultValue = "128",
            description = "The size of all values together, each of 1 KiB (default: ${DEFAULT-VALUE}).")
    private int megabytes;

    @Option(
            names = "--snapshot-bytes-per-second",
            defaultValue = "104857600",
            description =
                    "How much of snapshots each node sends in a second, as scripts/catena-server has it; with less"
                            + " chains take longer to move, and calls beside that less (default: ${DEFAULT-VALUE}).")
    private long snapshotBytesPerSecond;

    @Option(
            names = "--warm-up-seconds",
            defaultValue = "30",
            description = "The time under load before the first phase (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description =
                    "The length of the phases before and after, in which nothing moves (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private StudyOptions study;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (chains < 2 || replicas < 2 || nodes <= replicas || rate <= 0 || megabytes < 1 || seconds <= 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--chains and --replicas must be 2 or more, --nodes more than --replicas, --megabytes 1 or more,"
                            + " --rate and --seconds more than 0");
        }
        StudyProgress progress = StudyProgress.system();
        List<String> pace = List.of("--snapshot-bytes-per-second", Long.toString(snapshotBytesPerSecond));
        try (CatenaServers servers = new CatenaServers(study.startPlace(), nodes, new Chains(chains, replicas), pace)) {
            progress.step("Starting " + nodes + " nodes with " + chains + " chains");
            servers.start();
            try (CatenaClient client =
                    CatenaClient.builder().servers(servers.addresses()).build()) {
                publish(new Rebalance(servers, client, settings(), progress::step).run(), progress);
            }
        }
        study.publishOrigin();
        return CommandLine.ExitCode.OK;
    }

    private Rebalance.Settings settings() {
        int keys = (int) Math.min(Integer.MAX_VALUE, (long) megabytes * (1 << 20) / VALUE_BYTES);
        return new Rebalance.Settings(chains, replicas, keys, VALUE_BYTES, rate, warmUpSeconds, seconds);
    }

    private void publish(Rebalance.Result result, StudyProgress progress) throws Exception {
        progress.clear();
        study.publish("calls", result.calls());
        study.publish("moves", result.moves());
        study.publish("nodes", result.nodes());
        study.keep("seconds", result.seconds());
        result.firstFailure().ifPresent(failure -> progress.say("the first call that failed: " + failure));
        progress.say(result.missing() + " keys are missing at the end");
    }
}
