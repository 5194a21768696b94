package io.catena.server.recovery;

import io.catena.server.audit.AuditLog;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterSettings;
import io.catena.server.coordination.KeptCopy;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    /** What stands for the best copy of each chain. */
    private static final String RECOMMENDED = "recommended";

    private static final String CHANGED = "ZooKeeper's data has changed meanwhile; run this again";

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
            names = "--chain",
            paramLabel = "N|all",
            description = "The chain, if the cluster has several; all forms each of them from its recommended copy.")
    private String chain;

    @Option(
            names = "--choose",
            paramLabel = "NODE",
            description =
                    "The node whose copy forms the chain; only with --yes. With --chain all: " + RECOMMENDED + ".")
    private String choose;

    @Option(names = "--yes", description = "Do not ask; only with --choose.")
    private boolean yes;

    @Option(
            names = "--no-probe",
            description = "Do not check whether old members still accept connections: when other programs have their"
                    + " ports.")
    private boolean noProbe;

    /** What this recovery is about. */
    abstract ChainRecovery.Kind kind();

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
        List<KeptCopy> shown = Copies.read(from);
        try (ZooKeeperOptions secured = protection;
                Cluster connection = Cluster.connect(new ClusterSettings(
                        servers(), cluster, SESSION_TIMEOUT_MILLIS, CONNECT_MILLIS, secured.open()))) {
            ClusterShape shape = shape(connection, shown);
            RecoveredChains chains = RecoveredChains.of(chain, shape);
            Look look = number -> ChainRecovery.look(connection, shape, number, Copies.of(shown, number), kind());
            return chains.isAll()
                    ? all(chains.chains(), look)
                    : one(look.at(chains.chains().get(0)), shape.chains() > 1);
        } catch (IllegalArgumentException e) {
            throw new RecoveryException(e.getMessage(), e);
        }
    }

    /** Looks at a chain. */
    private interface Look {
        ChainRecovery at(int chain) throws CoordinationException;
    }

    private static ClusterShape shape(Cluster connection, List<KeptCopy> shown) throws CoordinationException {
        return shown.isEmpty()
                ? RecoveryZnodes.shape(connection).orElse(ClusterShape.ONE_CHAIN)
                : shown.get(0).shape();
    }

    private OldMembers oldMembers() {
        return noProbe ? null : new OldMembers();
    }

    private int one(ChainRecovery recovery, boolean named)
            throws RecoveryException, CoordinationException, RecoveryOutcomeUnknownException {
        PrintWriter out = spec.commandLine().getOut();
        if (named) {
            out.println("Chain " + recovery.chain() + ":");
        }
        recovery.printCopies(out);
        Optional<String> objection = recovery.objection(oldMembers());
        if (objection.isPresent()) {
            return objected(recovery.chain(), objection.get());
        }
        recovery.printChoices(out);
        if (dryRun) {
            return nothingChanged(out);
        }
        String chosen = yes
                ? choose
                : ask(out, "Type the id of the node whose copy forms the chain; any other input changes nothing:");
        if (!recovery.hasChoice(chosen)) {
            return refused(
                    recovery.chain(),
                    chosen,
                    chosen.isEmpty() ? "nothing was typed" : "'" + chosen + "' is not one of the nodes to choose from");
        }
        return write(recovery, chosen);
    }

    /** A dry run orders nothing that could be refused. */
    private int objected(int number, String why) {
        return dryRun ? notDone(why) : refused(number, "", why);
    }

    private static int nothingChanged(PrintWriter out) {
        out.println("Nothing was changed.");
        out.flush();
        return 0;
    }

    /** Each chain from the copy that is recommended. */
    private int all(List<Integer> chains, Look look)
            throws RecoveryException, CoordinationException, RecoveryOutcomeUnknownException {
        PrintWriter out = spec.commandLine().getOut();
        OldMembers oldMembers = oldMembers();
        List<ChainRecovery> possible = new ArrayList<>();
        int refusedChains = 0;
        for (int number : chains) {
            ChainRecovery recovery = look.at(number);
            out.println("Chain " + number + ":");
            recovery.printCopies(out);
            Optional<String> objection = recovery.objection(oldMembers);
            if (objection.isEmpty()) {
                recovery.printChoices(out);
                possible.add(recovery);
            } else if (recovery.isNeedless()) {
                out.println("Nothing to do: " + RecoverMain.firstLine(objection.get()));
            } else {
                refusedChains++;
                objected(number, "chain " + number + ": " + objection.get());
            }
        }
        out.flush();
        if (possible.isEmpty()) {
            return refusedChains > 0 ? RecoverMain.NOT_DONE : notDone("there is nothing to recover");
        }
        if (dryRun) {
            nothingChanged(out);
        } else if (!isAgreed(possible.size(), out)) {
            String why = "'" + RECOMMENDED + "' was not typed";
            possible.forEach(recovery -> audit.refused(order(recovery.chain(), ""), why));
            return notDone(why);
        } else {
            for (ChainRecovery shown : possible) {
                refusedChains += write(shown, look.at(shown.chain()));
            }
        }
        return refusedChains > 0 ? RecoverMain.NOT_DONE : 0;
    }

    private boolean isAgreed(int chains, PrintWriter out) throws RecoveryException {
        String typed = yes
                ? choose
                : ask(
                        out,
                        "Type '" + RECOMMENDED + "' to form "
                                + (chains == 1 ? "1 chain" : "each of " + chains + " chains")
                                + " from its recommended copy; any other input changes nothing:");
        return RECOMMENDED.equals(typed);
    }

    /** @return 1 if it was refused */
    private int write(ChainRecovery shown, ChainRecovery again)
            throws CoordinationException, RecoveryOutcomeUnknownException {
        if (!again.hasSeenTheSameAs(shown)) {
            refused(shown.chain(), shown.recommended(), "chain " + shown.chain() + ": " + CHANGED);
            return 1;
        }
        return write(again, again.recommended()) == 0 ? 0 : 1;
    }

    private static String ask(PrintWriter out, String question) throws RecoveryException {
        out.println(question);
        out.flush();
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new RecoveryException("the choice cannot be read: " + e, e);
        }
    }

    private int write(ChainRecovery recovery, String chosen)
            throws CoordinationException, RecoveryOutcomeUnknownException {
        AuditLog.Order order = order(recovery.chain(), chosen);
        Optional<Recovery.Forced> written;
        try {
            written = recovery.write(chosen);
        } catch (AccessDenied e) {
            audit.refused(order, e.getMessage());
            throw e;
        } catch (ZooKeeperUnavailable e) {
            audit.unknown(order, e.getMessage());
            throw new RecoveryOutcomeUnknownException(
                    "it is not known whether it was done: " + e.getMessage() + "; run this again, which shows it", e);
        }
        if (written.isEmpty()) {
            return refused(recovery.chain(), chosen, CHANGED);
        }
        audit.done(order);
        Configuration configuration = written.get().configuration();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Done: " + (chain == null ? "" : "chain " + recovery.chain() + ", ") + "epoch "
                + configuration.epoch() + " of lineage " + configuration.lineage() + ". Start "
                + configuration.head().nodeId() + ", then all the others.");
        out.flush();
        return 0;
    }

    /** @param chosen the node whose copy was to form the chain; empty if none was chosen */
    private AuditLog.Order order(int number, String chosen) {
        Map<String, String> what = new LinkedHashMap<>();
        what.put("zookeeper", zookeeper);
        what.put("cluster", cluster);
        if (chain != null) {
            what.put("chain", Integer.toString(number));
        }
        what.put("chosen", chosen);
        return new AuditLog.Order(System.getProperty("user.name", ""), "this machine", "recover " + spec.name(), what);
    }

    private int refused(int number, String chosen, String why) {
        audit.refused(order(number, chosen), why);
        return notDone(why);
    }

    private int notDone(String why) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("recover: " + RecoverMain.firstLine(why) + "; nothing was changed");
        err.flush();
        return RecoverMain.NOT_DONE;
    }
}
