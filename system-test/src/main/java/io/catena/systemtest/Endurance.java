package io.catena.systemtest;

import io.catena.server.StandardOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The long test: chains of several lengths, one after the other, under load, until each has gone through all steps. */
@Command(
        name = "endurance",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts chains of real processes, writes and reads without a pause, and meanwhile kills, ends, suspends,",
            "replaces and adds nodes. It checks after each change: the chain recovers by itself, every acknowledged",
            "write is readable at every member, no read was stale or invented, and all members hold the same data."
        },
        footer = {
            "",
            "Exit codes: 0 nothing wrong, 1 a violation, or a chain that did not recover, 2 bad usage, 7"
                    + " the output could not be written."
        })
public final class Endurance implements Callable<Integer> {
    private static final int KEYS = 400;

    @Option(
            names = "--nodes",
            split = ",",
            defaultValue = "3,5,10",
            description = "The lengths of the chains, each 3 or more (default: ${DEFAULT-VALUE}).")
    private List<Integer> sizes;

    @Option(
            names = "--rounds",
            defaultValue = "1",
            description = "How many times each chain goes through all steps (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--minutes",
            defaultValue = "0",
            description = "Begin no step later than this many minutes after the start; 0 for no limit (default:"
                    + " ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--seed",
            description = "The seed of the order of the steps and of the victims; chosen and printed if left out.")
    private Long seed;

    @Option(
            names = "--session-timeout-millis",
            defaultValue = "3000",
            description = "The nodes' session timeout; use more on a busy machine (default: ${DEFAULT-VALUE}).")
    private int sessionTimeoutMillis;

    @Option(
            names = "--folder",
            defaultValue = "run/endurance",
            description = "The folder for data and logs, which is emptied at the start (default: ${DEFAULT-VALUE}).")
    private Path folder;

    private final long startNanos = System.nanoTime();

    private Endurance() {}

    /** Ends the process with the exit code. */
    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(
                new CommandLine(new Endurance()).setExpandAtFiles(false).execute(arguments)));
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || minutes < 0 || sizes.stream().anyMatch(size -> size < 3)) {
            System.err.println("endurance: --rounds must be 1 or more, --minutes 0 or more, --nodes 3 or more each;"
                    + " see --help");
            return CommandLine.ExitCode.USAGE;
        }
        long drawn = seed == null ? new Random().nextInt(1_000_000) : seed;
        tell("seed " + drawn);
        Folders.fresh(folder);
        for (int size : sizes) {
            if (!endure(size, new Random(drawn + size))) {
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
        tell("nothing wrong");
        return CommandLine.ExitCode.OK;
    }

    private boolean endure(int size, Random random) throws Exception {
        Path place = folder.resolve("chain-of-" + size);
        Ports ports = new Ports();
        try (ZooKeeperProcess zookeeper = ZooKeeperProcess.alone(place.resolve("zookeeper"), ports.free());
                LocalCluster localCluster =
                        new LocalCluster(place, ports, zookeeper.addresses(), sessionTimeoutMillis)) {
            zookeeper.start();
            localCluster.awaitChain(localCluster.startNodes(size));
            tell("a chain of " + size + " serves");
            try (CountingWorkload load = new CountingWorkload(KEYS, 4, 3, random.nextLong(), localCluster.alive())) {
                Steps steps = new Steps(localCluster, new Checks(localCluster, load), random, size);
                for (int round = 1; round <= rounds; round++) {
                    take(size, steps.shuffled(), load);
                }
                tell("chain of " + size + ": longest gaps of all: " + load.longestGaps());
                return true;
            } catch (Exception | AssertionError e) {
                tell("FAILED: " + e);
                localCluster.printLogs(System.out);
                return false;
            }
        }
    }

    private void take(int size, List<Steps.Step> steps, CountingWorkload load) throws Exception {
        for (Steps.Step step : steps) {
            if (minutes > 0 && System.nanoTime() - startNanos > TimeUnit.MINUTES.toNanos(minutes)) {
                tell("time is up");
                return;
            }
            long begun = System.nanoTime();
            tell("chain of " + size + ": " + step.name());
            step.action().run();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            tell("    fine after " + millis + " ms; " + load.summary());
        }
    }

    private void tell(String text) {
        long tenths = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) / 100;
        System.out.printf(Locale.ROOT, "%5d.%d s  %s%n", tenths / 10, tenths % 10, text);
    }
}
