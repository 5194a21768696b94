package io.catena.systemtest.failover;

import io.catena.server.StandardOutput;
import io.catena.systemtest.Ensemble;
import io.catena.systemtest.Folders;
import io.catena.systemtest.LocalCluster;
import io.catena.systemtest.NodeSettings;
import io.catena.systemtest.PlaceChoice;
import io.catena.systemtest.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of scripts/failover. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Kills nodes of each role (kill -9) repeatedly while clients write and read without a pause, and measures",
            "how long they had no success: the longest of any one client. Between two kills the chain is complete.",
            "Also measures nodes that leave in order and that join. Writes a CSV file, a table and two plots."
        },
        footer = {
            "",
            "Exit codes: 0 measured, 1 the chain did not recover, 2 bad usage, 7 the output could not be" + " written."
        })
public final class Failover implements Callable<Integer> {
    private static final List<FailoverEvent.Role> PLACES =
            List.of(FailoverEvent.Role.HEAD, FailoverEvent.Role.MIDDLE, FailoverEvent.Role.TAIL);

    @Option(
            names = "--kills",
            defaultValue = "50",
            description = "The number of kills of each role: head, middle, tail, controller (default:"
                    + " ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--changes",
            description = "The number of nodes that leave in order, each replaced by one that joins, and of windows"
                    + " without an event (default: the number of kills of one role).")
    private Integer changes;

    @Option(
            names = "--nodes",
            defaultValue = "3",
            description = "The length of the chain, 2 or more (default:" + " ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--programs",
            defaultValue = "4",
            description = "The number of clients, each with a thread that writes and one that reads (default:"
                    + " ${DEFAULT-VALUE}).")
    private int programs;

    @Option(
            names = "--session-timeout-millis",
            defaultValue = "6000",
            description = "The nodes' session timeout (default: ${DEFAULT-VALUE}, as that of a node).")
    private int sessionTimeoutMillis;

    @Option(
            names = "--folder",
            defaultValue = "run/failover",
            description = "The folder for data and logs, which is emptied at the start (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--results",
            defaultValue = "results/failover",
            description = "The folder for the table, the CSV file and the plots (default: ${DEFAULT-VALUE}).")
    private Path results;

    private final List<FailoverEvent> events = new ArrayList<>();

    private Failover() {}

    /** Ends the process with the exit code. */
    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(new CommandLine(new Failover())
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .execute(arguments)));
    }

    @Override
    public Integer call() throws Exception {
        if (kills < 0 || nodes < 2 || programs < 1 || changes != null && changes < 0) {
            System.err.println("failover: --kills and --changes must be 0 or more, --nodes 2 or more, --programs 1 or"
                    + " more; see --help");
            return CommandLine.ExitCode.USAGE;
        }
        Folders.fresh(folder);
        Ports ports = new Ports();
        try (Ensemble zookeeper = new Ensemble(folder, ports);
                LocalCluster localCluster = new LocalCluster(
                        folder,
                        ports,
                        PlaceChoice.LOOPBACK,
                        NodeSettings.of(zookeeper.addresses(), sessionTimeoutMillis))) {
            zookeeper.start();
            localCluster.awaitChain(localCluster.startNodes(nodes));
            try (ClientThreads clients = new ClientThreads(programs, localCluster::client)) {
                measure(new Measurement(localCluster, clients, this::note));
                System.out.println(clients.writesDone() + " writes, " + clients.readsDone() + " reads");
            } catch (RuntimeException | AssertionError e) {
                System.out.println("FAILED: " + e);
                localCluster.printLogs(System.out);
                return CommandLine.ExitCode.SOFTWARE;
            } finally {
                report();
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private void measure(Measurement measurement) {
        int leaves = changes == null ? kills : changes;
        for (int i = 0; i < Math.max(kills, leaves); i++) {
            System.out.println("round " + (i + 1) + " of " + Math.max(kills, leaves));
            if (i < kills) {
                PLACES.forEach(measurement::killAndReturn);
                measurement.killAndReturn(FailoverEvent.Role.CONTROLLER);
            }
            if (i < leaves) {
                measurement.leaveAndJoin(PLACES.get(i % PLACES.size()));
                measurement.nothing();
            }
        }
    }

    private void note(FailoverEvent failoverEvent) {
        events.add(failoverEvent);
        System.out.printf(Locale.ROOT, "%6.1f s  %s%n", failoverEvent.second(), failoverEvent.line());
    }

    private void report() throws IOException {
        if (events.isEmpty()) {
            return;
        }
        String table = Summary.of(events);
        System.out.print(table);
        Folders.make(results);
        List<String> csv = new ArrayList<>(List.of(FailoverEvent.HEADER));
        events.forEach(failoverEvent -> csv.add(failoverEvent.csv()));
        Files.write(results.resolve("events.csv"), csv);
        Files.writeString(
                results.resolve("summary.md"),
                "# Failover\n\n`scripts/failover --kills " + kills + " --nodes " + nodes + " --session-timeout-millis "
                        + sessionTimeoutMillis + "`, " + LocalDate.now() + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores, Java "
                        + System.getProperty("java.version") + ", " + programs
                        + " clients, each with one thread that writes and one that reads."
                        + " Milliseconds; a gap is the longest time without a success of any one client.\n\n" + table);
        GapPlot.write(
                results.resolve("writes.png"),
                "longest time without a successful write",
                events,
                failoverEvent -> failoverEvent.seen().writes().longestGap());
        GapPlot.write(
                results.resolve("reads.png"),
                "longest time without a successful read",
                events,
                failoverEvent -> failoverEvent.seen().reads().longestGap());
    }
}
