package io.catena.bench;

import io.catena.bench.output.StudyProgress;
import io.catena.bench.placement.PlacementChanges;
import io.catena.bench.placement.PlacementInZooKeeper;
import io.catena.bench.store.LoneZooKeeper;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Computes where the chains of a large cluster go. */
@Command(
        name = "placement",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Computes where the chains of a large cluster go when a node joins, is drained, or is lost.",
            "",
            "Nodes exist on paper; what is decided is decided by the classes of a controller. For the first placement and",
            "for each change: the replicas that are made and the least that have to be, how even the result is, how long",
            "the decision takes, and the configurations that the chains go through. Then all of it is written into a",
            "ZooKeeper server: how many znodes there are, how large, and how long a controller's steps take there."
        })
final class PlacementStudyCommand implements Callable<Integer> {
    private static final int MOST_NODES = 5_000;

    @Option(names = "--nodes", defaultValue = "1000", description = "The number of nodes (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--chains",
            defaultValue = "10000",
            description = "The number of chains (default: ${DEFAULT-VALUE}).")
    private int chains;

    @Option(
            names = "--replicas",
            defaultValue = "3",
            description = "The number of replicas of each chain (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Option(
            names = "--domains",
            defaultValue = "0,20,3",
            split = ",",
            description =
                    "Over how many domains nodes are spread, one study for each; 0: each node fails alone (default:"
                            + " ${DEFAULT-VALUE}).")
    private List<Integer> domains;

    @Option(
            names = "--times",
            defaultValue = "5",
            description = "How often each decision is measured (default: ${DEFAULT-VALUE}).")
    private int times;

    @Mixin
    private StudyOptions study;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        boolean isWrong = nodes < 4
                || nodes > MOST_NODES
                || chains < 1
                || replicas < 1
                || replicas > nodes - 2
                || times < 1
                || domains.stream().anyMatch(count -> count < 0);
        if (isWrong) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--nodes must be 4 to 5000, --chains, --replicas and --times 1 or more, --replicas two less than"
                            + " --nodes at most, --domains 0 or more");
        }
        StudyProgress progress = StudyProgress.system();
        PlacementChanges changes = new PlacementChanges(chains, replicas, times, progress::step);
        domains.forEach(count -> changes.study(nodes, count));
        PlacementInZooKeeper.Result inZooKeeper;
        try (LoneZooKeeper server = new LoneZooKeeper(study.startPlace())) {
            server.start();
            inZooKeeper = PlacementInZooKeeper.measure(server, nodes, chains, replicas, progress::step);
        }
        progress.clear();
        study.publish("placements", changes.placements());
        study.publish("configurations", changes.configurations());
        study.publish("znodes", inZooKeeper.znodes());
        study.publish("steps", inZooKeeper.steps());
        study.publishOrigin();
        return CommandLine.ExitCode.OK;
    }
}
