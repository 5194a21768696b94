package io.catena.systemtest.chaos;

import io.catena.server.StandardOutput;
import io.catena.systemtest.ClusterChains;
import io.catena.systemtest.Folders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of scripts/chaos. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts nodes as real processes, a ZooKeeper ensemble and clients, and injects faults that are drawn",
            "from a seed. Every answer is recorded and judged. After every tenth round, and at the end, all faults",
            "are undone, and all members must hold the same data; at the end no acknowledged write may be missing."
        },
        footer = {
            "",
            "Exit codes: 0 nothing wrong, 1 something is wrong (or could not be decided), 2 bad usage, 7"
                    + " the output could not be written."
        })
public final class Chaos implements Callable<Integer> {
    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "How long faults are injected (default: ${DEFAULT-VALUE}).")
    private long minutes;

    @Option(
            names = "--nodes",
            defaultValue = "5",
            description = "The number of nodes, 3 or more (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--chains",
            defaultValue = "1",
            description = "The number of chains, 1 to 1000; of several each is on --replicas nodes (default:"
                    + " ${DEFAULT-VALUE}).")
    private int chains;

    @Option(
            names = "--replicas",
            defaultValue = "3",
            description = "On how many nodes each of several chains is, 2 or more (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Option(
            names = "--loops",
            defaultValue = "1",
            description = "The number of event loops of each node, 1 to 8 (default: ${DEFAULT-VALUE}).")
    private int loops;

    @Option(names = "--seed", description = "The seed of the faults; chosen and printed if left out.")
    private Long seed;

    @Option(
            names = "--faults",
            defaultValue = "",
            description = "Only faults whose names match this regular expression in part (default: all).")
    private Pattern wanted;

    @Option(
            names = "--rows",
            description = "Instead: inject the faults of docs/faults.md that need machines of their own, and check the"
                    + " promise of each.")
    private boolean rows;

    @Option(
            names = "--paused-reads",
            defaultValue = "0",
            paramLabel = "TRIES",
            description = "Instead: suspend members this many times until they are removed, and read from them when"
                    + " they are resumed.")
    private int pausedReads;

    @Option(
            names = "--zookeeper-outage",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "Instead: kill all ZooKeeper servers for this time; no call may fail.")
    private long zookeeperOutage;

    @Option(
            names = "--session-timeout-millis",
            defaultValue = "3000",
            description = "The nodes' session timeout (default: ${DEFAULT-VALUE}).")
    private int sessionTimeoutMillis;

    @Option(
            names = "--tls",
            description = "Protect the cluster: TLS on all connections of nodes, grants, and znodes for nodes alone.")
    private boolean tls;

    @Option(
            names = "--unfenced",
            description =
                    "Use nodes that break the rules of leases on purpose; the verdict must be: something is wrong.")
    private boolean unfenced;

    @Option(
            names = "--lan",
            hidden = true,
            description = "Set by the script: this process is root in a network" + " namespace of its own.")
    private boolean lan;

    @Option(
            names = "--folder",
            defaultValue = "run/chaos",
            description = "The folder for data and logs, which is emptied at the start (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--results",
            defaultValue = "results/chaos",
            description = "The folder for the report, and for histories that are not linearizable (default:"
                    + " ${DEFAULT-VALUE}).")
    private Path results;

    private final TimedConsole timedConsole = new TimedConsole();
    private final ChaosReport chaosReport = new ChaosReport();

    private Chaos() {}

    /** Ends the process with the exit code. */
    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(new CommandLine(new Chaos())
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .execute(arguments)));
    }

    @Override
    public Integer call() throws Exception {
        if (rows && !lan) {
            System.err.println("chaos: --rows needs network namespaces, which cannot be made here; they need root or"
                    + " user namespaces");
            return CommandLine.ExitCode.USAGE;
        }
        if (minutes < 0 || nodes < 3 || pausedReads < 0 || zookeeperOutage < 0) {
            System.err.println("chaos: --nodes must be 3 or more, all other numbers 0 or more; see --help");
            return CommandLine.ExitCode.USAGE;
        }
        if (chains < 1 || chains > 1_000 || replicas < 2 || chains > 1 && isSpecial()) {
            System.err.println("chaos: --chains must be 1 to 1000, --replicas 2 or more; --rows, --paused-reads and"
                    + " --zookeeper-outage are for one chain; see --help");
            return CommandLine.ExitCode.USAGE;
        }
        if (loops < 1 || loops > 8) {
            System.err.println("chaos: --loops must be 1 to 8; see --help");
            return CommandLine.ExitCode.USAGE;
        }
        long drawn = seed == null ? new Random().nextInt(1_000_000) : seed;
        timedConsole.tell("seed " + drawn);
        Random random = new Random(drawn);
        Scenario scenario = scenario(random);
        String name = name(drawn);
        Stage.Settings settings = new Stage.Settings(
                nodes,
                chains == 1 ? ClusterChains.ONE : new ClusterChains(chains, replicas),
                loops,
                lan,
                tls,
                sessionTimeoutMillis,
                unfenced,
                folder,
                Folders.make(results).resolve(name));
        try (Stage stage = new Stage(settings, random, timedConsole)) {
            timedConsole.tell(
                    chains == 1
                            ? "a chain of " + nodes + " serves"
                            : chains + " chains of " + Math.min(replicas, nodes) + " on " + nodes + " nodes serve");
            play(scenario, stage);
            List<String> findings = stage.findings().all();
            chaosReport.fact(stage.traffic().tally().counts());
            chaosReport.fact(stage.judge().counts());
            chaosReport.fact("longest times without a success: "
                    + stage.traffic().tally().longestGaps());
            String text = chaosReport.text("`" + command(drawn) + "`", findings);
            ChaosReport.write(results.resolve(name + ".md"), text);
            System.out.print(text);
            return findings.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private boolean isSpecial() {
        return rows || pausedReads > 0 || zookeeperOutage > 0;
    }

    private Scenario scenario(Random random) {
        if (rows) {
            return new Rows();
        }
        if (pausedReads > 0) {
            return new PausedReads(pausedReads);
        }
        return zookeeperOutage > 0
                ? new ZooKeeperOutage(zookeeperOutage)
                : new FaultSchedule(faults(), random, minutes);
    }

    private String name(long drawn) {
        if (rows) {
            return "rows";
        }
        if (pausedReads > 0) {
            return "paused-reads";
        }
        return zookeeperOutage > 0
                ? "zookeeper-outage"
                : "seed-" + drawn + (chains == 1 ? "" : "-chains-" + chains) + (loops == 1 ? "" : "-loops-" + loops)
                        + (tls ? "-tls" : "");
    }

    private String command(long drawn) {
        return "scripts/chaos " + instead() + " --nodes " + nodes
                + (chains == 1 ? "" : " --chains " + chains + " --replicas " + replicas)
                + (loops == 1 ? "" : " --loops " + loops) + " --session-timeout-millis "
                + sessionTimeoutMillis
                + " --seed " + drawn + (wanted.pattern().isEmpty() ? "" : " --faults '" + wanted + "'")
                + (tls ? " --tls" : "") + (unfenced ? " --unfenced" : "");
    }

    private String instead() {
        if (rows) {
            return "--rows";
        }
        if (pausedReads > 0) {
            return "--paused-reads " + pausedReads;
        }
        return zookeeperOutage > 0 ? "--zookeeper-outage " + zookeeperOutage : "--minutes " + minutes;
    }

    private void play(Scenario scenario, Stage stage) throws InterruptedException {
        try {
            scenario.play(stage, timedConsole, chaosReport);
            timedConsole.tell("undoing all faults, and judging all that is not judged yet");
            stage.finish();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            stage.findings().add(e.toString());
            timedConsole.tell("FAILED: " + e);
            stage.scene().localCluster().printLogs(System.out);
        }
    }

    private List<Fault> faults() {
        List<Fault> all = new ArrayList<>(ProcessFaults.all(sessionTimeoutMillis));
        all.addAll(NetworkFaults.all());
        all.addAll(ZooKeeperFaults.all());
        all.addAll(MembershipFaults.all());
        all.addAll(DiskFaults.all());
        all.addAll(ClientFaults.all());
        all.removeIf(fault -> !wanted.matcher(fault.name()).find());
        if (!lan) {
            List<String> skipped =
                    all.stream().filter(Fault::needsLan).map(Fault::name).toList();
            all.removeIf(Fault::needsLan);
            chaosReport.fact("skipped, because network namespaces cannot be made here: " + String.join(", ", skipped));
            timedConsole.tell("skipped, because network namespaces cannot be made here: " + String.join(", ", skipped));
        }
        if (all.isEmpty()) {
            throw new CommandLine.PicocliException("no name of a fault matches " + wanted);
        }
        return all;
    }
}
