package io.catena.server.recovery;

import io.catena.server.audit.AuditLog;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.PermittedRecovery;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterSettings;
import io.catena.server.coordination.RecoveryZnodes;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.AccessDenied;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperAddresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows the copies and the cost of each choice, and writes the choice to ZooKeeper after the operator has typed it.
 * Reading and writing are the same for both recoveries; the decision differs.
 */
abstract class ForceCommand implements Callable<Integer> {
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;
    private static final int CONNECT_MILLIS = 10_000;

    private final AuditLog audit = AuditLog.of("recover");

    @Spec
    private CommandSpec spec;

    @Option(names = "--zookeeper", required = true, description = "host:port,... of the ZooKeeper servers.")
    private String zookeeper;

    @Option(
            names = "--cluster",
            defaultValue = "default",
            description = "The cluster's name in ZooKeeper (default: ${DEFAULT-VALUE}).")
    private String cluster;

    @Mixin
    private ZooKeeperOptions protection;

    @Option(
            names = "--from",
            arity = "1..*",
            paramLabel = "DIR|FILE",
            description = "Data directories of nodes, and files that 'recover inspect -o json' has printed on other"
                    + " machines.")
    private List<Path> from = List.of();

    @Option(names = "--dry-run", description = "Show everything, change nothing.")
    private boolean dryRun;

    @Option(
            names = "--choose",
            paramLabel = "NODE",
            description = "The node whose copy forms the chain; only with" + " --yes.")
    private String choose;

    @Option(names = "--yes", description = "Do not ask; only with --choose.")
    private boolean yes;

    @Option(
            names = "--no-probe",
            description = "Do not check whether old members still accept connections: when other programs have their"
                    + " ports.")
    private boolean noProbe;

    /** The possible choices for these copies and this state of ZooKeeper. */
    abstract Recovery decide(Recovery.Seen seen);

    /** The copies that count: those that the operator has named, and perhaps those of nodes that run. */
    abstract List<Holding> copies(List<Holding> shown, RecoveryZnodes.Found found);

    private String servers() throws RecoveryException {
        return ZooKeeperAddresses.parse(zookeeper)
                .map(ZooKeeperAddresses::connectString)
                .orElseThrow(() ->
                        new RecoveryException("--zookeeper must be host:port,... and not '" + zookeeper + "'", null));
    }

    @Override
    public Integer call() throws RecoveryException, CoordinationException, RecoveryOutcomeUnknownException {
        if (yes != (choose != null)) {
            throw new RecoveryException("--choose NODE and --yes must be given together", null);
        }
        List<Holding> shown = Copies.read(from, InspectCommand.CHAIN);
        try (ZooKeeperOptions secured = protection;
                Cluster connection = Cluster.connect(new ClusterSettings(
                        servers(), cluster, SESSION_TIMEOUT_MILLIS, CONNECT_MILLIS, secured.open()))) {
            RecoveryZnodes znodes = new RecoveryZnodes(connection, InspectCommand.CHAIN);
            RecoveryZnodes.Found found = znodes.read();
            Recovery.Seen seen = new Recovery.Seen(
                    InspectCommand.CHAIN,
                    found.current(),
                    found.activated(),
                    found.committed(),
                    found.registered(),
                    copies(shown, found));
            for (Holding copy : seen.holdings()) {
                znodes.requireCluster(found, copy.clusterId());
            }
            return choose(znodes, found, seen);
        } catch (IllegalArgumentException e) {
            throw new RecoveryException(e.getMessage(), e);
        }
    }

    private int choose(RecoveryZnodes znodes, RecoveryZnodes.Found found, Recovery.Seen seen)
            throws RecoveryException, CoordinationException, RecoveryOutcomeUnknownException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(RecoveryText.table(seen.holdings()));
        out.println(RecoveryText.zooKeeper(seen));
        out.flush();
        Recovery recovery = decide(seen);
        Optional<String> objection = recovery.refusal().or(() -> noProbe ? Optional.empty() : OldMembers.thatRun(seen));
        if (objection.isPresent()) {
            return dryRun ? notDone(objection.get()) : refused("", objection.get());
        }
        RecoveryText.choices(recovery).forEach(out::println);
        out.flush();
        if (dryRun) {
            out.println("Nothing was changed.");
            out.flush();
            return 0;
        }
        String chosen = yes ? choose : ask(out);
        if (recovery.choices().stream()
                .noneMatch(choice -> choice.copy().nodeId().equals(chosen))) {
            return refused(
                    chosen,
                    chosen.isEmpty() ? "nothing was typed" : "'" + chosen + "' is not one of the nodes to choose from");
        }
        return write(znodes, found, seen, recovery.force(chosen));
    }

    private String ask(PrintWriter out) throws RecoveryException {
        out.println("Type the id of the node whose copy forms the chain; any other input changes nothing:");
        out.flush();
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new RecoveryException("the choice cannot be read: " + e, e);
        }
    }

    private int write(RecoveryZnodes znodes, RecoveryZnodes.Found found, Recovery.Seen seen, Recovery.Forced forced)
            throws CoordinationException, RecoveryOutcomeUnknownException {
        PermittedRecovery.check(seen, forced);
        try {
            String clusterId = seen.holdings().get(0).clusterId();
            if (!znodes.force(found, clusterId, forced)) {
                return refused(node(forced), "ZooKeeper's data has changed meanwhile; run this again");
            }
            audit.done(order(node(forced)));
        } catch (AccessDenied e) {
            audit.refused(order(node(forced)), e.getMessage());
            throw e;
        } catch (ZooKeeperUnavailable e) {
            audit.unknown(order(node(forced)), e.getMessage());
            throw new RecoveryOutcomeUnknownException(
                    "it is not known whether it was done: " + e.getMessage() + "; run this again, which shows it", e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Done: epoch " + forced.configuration().epoch() + " of lineage "
                + forced.configuration().lineage() + ". Start "
                + forced.configuration().head().nodeId() + ", then all the others.");
        out.flush();
        return 0;
    }

    private static String node(Recovery.Forced forced) {
        return forced.configuration().head().nodeId();
    }

    /** @param chosen the node whose copy was to form the chain; empty if none was chosen */
    private AuditLog.Order order(String chosen) {
        return new AuditLog.Order(
                System.getProperty("user.name", ""),
                "this machine",
                "recover " + spec.name(),
                Map.of("zookeeper", zookeeper, "cluster", cluster, "chosen", chosen));
    }

    private int refused(String chosen, String why) {
        audit.refused(order(chosen), why);
        return notDone(why);
    }

    private int notDone(String why) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("recover: " + RecoverMain.firstLine(why) + "; nothing was changed");
        err.flush();
        return RecoverMain.NOT_DONE;
    }
}
