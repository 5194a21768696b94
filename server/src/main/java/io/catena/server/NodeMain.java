package io.catena.server;

import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.GivenShape;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.client.ZooKeeperAddresses;
import io.catena.server.coordination.client.ZooKeeperIdentity;
import io.catena.server.node.AdminToken;
import io.catena.server.node.Node;
import io.catena.server.node.NodeOptions;
import io.catena.server.node.StartException;
import io.catena.server.rpc.HostPort;
import io.catena.tls.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The command line of the server; one process is one node. An option may also be given as an environment variable
 * ({@code CATENA_DATA} for {@code --data}) or in a file ({@code data=DIR}). The command line has precedence over the
 * environment, and the environment over the file.
 */
@Command(
        name = "catena-server",
        mixinStandardHelpOptions = true,
        version = "catena-server 0.1.0-SNAPSHOT",
        sortOptions = false,
        description = "Runs one node of a Catena cluster until it is told to stop.",
        footer = {
            "",
            "Each option may also be given in the environment (CATENA_DATA for --data) or in the --config file",
            "(data=DIR). The command line overrides the environment, and the environment overrides the file.",
            "",
            "Settings of the cluster: the first node writes them into ZooKeeper, and each later node takes them from",
            "there; it does not start if it is given others. 'catena settings set NAME=VALUE' changes them at any"
                    + " time.",
            "",
            "Exit codes: 0 stopped on request (143 by SIGTERM), 1 stopped because going on could do harm,",
            "2 not started, 3 out of memory, 7 the output could not be written."
        })
public final class NodeMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);

    @Option(names = "--port", required = true, description = "The port to listen on, 1 to 65535.")
    private int port;

    @Option(
            names = "--data",
            required = true,
            description = "The node's data directory; created if only the last part of its path is missing.")
    private Path data;

    @Option(
            names = "--zookeeper",
            required = true,
            description = "host:port,... of the ZooKeeper servers; a /path at the end puts all znodes under that path.")
    private String zookeeper;

    @Option(
            names = "--cluster",
            defaultValue = "default",
            description = "The cluster's name in ZooKeeper (default: ${DEFAULT-VALUE}).")
    private String cluster;

    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; 0.0.0.0 or :: for all addresses (default: ${DEFAULT-VALUE}).")
    private String listen;

    @Option(
            names = "--advertise",
            paramLabel = "HOST[:PORT]",
            description = "The address to which clients and other nodes connect, if it differs from --listen and"
                    + " --port: behind address translation, in containers, or with --listen on all addresses.")
    private String advertise;

    @Option(
            names = "--admin-token-file",
            description =
                    "A file with a secret that die, leave and settings set must show. Without it only this host may"
                            + " give these orders.")
    private Path adminTokenFile;

    @Option(
            names = "--session-timeout-millis",
            defaultValue = "6000",
            description = "How long a node may be silent until ZooKeeper ends its session, 1000 to 60000 (default:"
                    + " ${DEFAULT-VALUE}).")
    private int sessionTimeoutMillis;

    @Option(
            names = "--suspicion-millis",
            defaultValue = "1500",
            description = "A node that its neighbours do not hear is removed before its session ends when it has not"
                    + " answered the controller for this time either, 100 to 60000 (default: ${DEFAULT-VALUE})."
                    + " The same for all nodes.")
    private int suspicionMillis;

    @Option(
            names = "--min-replicas",
            description =
                    "With fewer members the chain takes no writes, and no live member is removed because it is slow"
                            + " or silent if fewer would stay, 1 to 100 (first node: 1). A setting of the cluster, see"
                            + " below.")
    private Integer minReplicas;

    @Option(
            names = "--wished-replicas",
            description =
                    "How many members the chain should have, 1 to 100, or 0 if it does not matter (first node: 0):"
                            + " 'catena status' reports when it has fewer. A setting of the cluster, see below.")
    private Integer wishedReplicas;

    @Option(
            names = "--connect-timeout-millis",
            defaultValue = "0",
            description =
                    "How long the start waits for ZooKeeper before it gives up, 1 to 600000; 0 waits without limit"
                            + " (default: ${DEFAULT-VALUE}).")
    private int connectTimeoutMillis;

    @Option(
            names = "--retain-log-bytes",
            defaultValue = "67108864",
            description = "How much of the applied records is kept for nodes that come back (default:"
                    + " ${DEFAULT-VALUE}).")
    private long retainLogBytes;

    @Option(
            names = "--lease-millis",
            description =
                    "How long a member may answer reads alone after the last round, 0 to 10000; with 0 it does not"
                            + " rely on clocks, and each read asks the chain (first node: 300). A setting of the"
                            + " cluster, see below.")
    private Integer leaseMillis;

    @Mixin
    private CarrierOptions carrier = new CarrierOptions();

    @Option(
            names = "--free-space-reserve-bytes",
            defaultValue = "268435456",
            description =
                    "If the disk of a member has less free space than this, the chain takes deletes only; with less"
                            + " than a quarter of it, no writes (default: ${DEFAULT-VALUE}).")
    private long freeSpaceReserveBytes;

    @Option(
            names = "--max-connections",
            defaultValue = "1024",
            description = "The most connections of clients, 1 to 65536; nodes and operators have places of their own"
                    + " (default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(
            names = "--trace",
            description =
                    "Record all events and effects of the replica in trace.jsonl in the data directory, up to 1 GiB,"
                            + " for scripts/replay. The file contains keys and values, and the node becomes slower.")
    private boolean trace;

    @Option(
            names = "--tls-cert",
            description =
                    "The node's certificate, and behind it its chain, as PEM. It must be for node:ID and for the host"
                            + " that --advertise names. With it the node takes TLS alone, and tells callers apart"
                            + " (docs/security.md). Looked at every second: a new one is used without a restart.")
    private Path tlsCert;

    @Option(names = "--tls-key", description = "The private key of --tls-cert, as PEM (PKCS#8, not encrypted).")
    private Path tlsKey;

    @Option(names = "--tls-ca", description = "The authorities that are trusted to say who a caller is, as PEM.")
    private Path tlsCa;

    @Option(
            names = "--tokens-file",
            description =
                    "Who bears which token: lines of PRINCIPAL SHA256. Only with --tls-cert; looked at every second.")
    private Path tokensFile;

    @Option(
            names = "--insecure-network",
            description = "Take plain text from other machines: whoever reaches the port reads and changes everything.")
    private boolean insecureNetwork;

    @Option(
            names = "--zookeeper-auth-file",
            description =
                    "A file with USER:PASSWORD, the same for all nodes: ZooKeeper keeps the cluster's znodes for this"
                            + " user alone. A cluster that has been open becomes this user's at the first such start.")
    private Path zookeeperAuthFile;

    @Option(
            names = "--zookeeper-tls",
            description = "Connect to ZooKeeper by TLS, with --tls-cert, --tls-key and --tls-ca; --zookeeper then names"
                    + " secure client ports.")
    private boolean zookeeperTls;

    @Option(names = "--config", description = "A file of name=value lines for any of these options.")
    private Path config;

    private final CommandLine.Model.CommandSpec spec;
    private OutsideValues outside;

    private final UnaryOperator<ReplicaSettings> changes;

    private NodeMain(UnaryOperator<ReplicaSettings> changes) {
        this.changes = changes;
        spec = CommandLine.Model.CommandSpec.forAnnotatedObject(this);
    }

    /** Starts a node, waits for its end, and ends the process with the exit code. */
    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(run(settings -> settings, arguments)));
    }

    /**
     * Starts a node and waits for its end; returns the exit code.
     *
     * @param changes changes the replica's settings after the options: for tests whose nodes break a rule
     */
    public static int run(UnaryOperator<ReplicaSettings> changes, String... arguments) {
        // Libraries use the default locale too, even for file names, and some locales have digits of their own.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        NodeMain main = new NodeMain(changes);
        CommandLine commandLine = new CommandLine(main.spec)
                .registerConverter(Path.class, new PathOption())
                // The path of a file may begin with an @.
                .setExpandAtFiles(false);
        commandLine.setParameterExceptionHandler(
                (e, given) -> refuse(firstLine(e.getMessage()) + main.origin(e) + "; see --help"));
        commandLine.setExecutionExceptionHandler((e, command, result) -> {
            if (e instanceof StartException) {
                return refuse(e.getMessage());
            }
            LOG.error("the node has failed and stops", e);
            return 1;
        });
        try {
            main.outside = new OutsideValues(OutsideValues.configFile(arguments), System.getenv(), main.spec);
            commandLine.setDefaultValueProvider(main.outside);
        } catch (StartException e) {
            return refuse(e.getMessage());
        }
        return commandLine.execute(arguments);
    }

    private static int refuse(String reason) {
        System.err.println("catena-server: " + firstLine(reason));
        return 2;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions options = checked();
        options.effective().forEach((name, value) -> LOG.info("setting {} = {}", name, value));
        return Node.start(options).awaitEnd();
    }

    private NodeOptions checked() throws StartException {
        List<String> problems = new ArrayList<>();
        inRange(problems, "--port", port, 1, 65535);
        inRange(problems, "--session-timeout-millis", sessionTimeoutMillis, 1000, 60000);
        inRange(problems, "--suspicion-millis", suspicionMillis, 100, 60000);
        inRange(problems, "--connect-timeout-millis", connectTimeoutMillis, 0, 600000);
        inRange(problems, "--retain-log-bytes", retainLogBytes, 0, Long.MAX_VALUE);
        GivenSettings shared = new GivenSettings(leaseMillis, minReplicas, wishedReplicas);
        problems.addAll(shared.over(SharedSettings.STANDARD).problems());
        GivenShape shape = carrier.shape(problems, this::origin);
        String domain = carrier.domain(problems, this::origin);
        int capacity = carrier.capacity(problems, this::origin);
        long snapshotBytesPerSecond = carrier.snapshotBytesPerSecond(problems, this::origin);
        int loops = carrier.loops(problems, this::origin, Runtime.getRuntime().maxMemory());
        inRange(problems, "--free-space-reserve-bytes", freeSpaceReserveBytes, 0, Long.MAX_VALUE / 2);
        inRange(problems, "--max-connections", maxConnections, 1, 65536);
        if (!cluster.matches("[A-Za-z0-9._-]{1,64}") || cluster.matches("\\.+")) {
            problems.add(
                    "--cluster must be 1 to 64 letters, digits, dots, dashes or underscores, not '" + cluster + "'");
        }
        Optional<ZooKeeperAddresses> ensemble = ZooKeeperAddresses.parse(zookeeper);
        if (ensemble.isEmpty()) {
            problems.add("--zookeeper must be host:port,... (IPv6 addresses in brackets, a /path at the end if one is"
                    + " used) and not '" + zookeeper + "'" + origin("--zookeeper"));
        }
        HostPort announced = new AnnouncedAddress(problems, this::origin).of(listen, port, advertise);
        AdminToken adminToken = adminToken(problems);
        SecurityOptions security = new SecurityOptions(problems);
        TlsFiles tls = security.tls(tlsCert, tlsKey, tlsCa, tokensFile, listen, insecureNetwork);
        ZooKeeperIdentity identity = security.zooKeeper(zookeeperAuthFile, zookeeperTls, tlsCert);
        if (!problems.isEmpty()) {
            throw new StartException(String.join("; ", problems));
        }
        return new NodeOptions(
                listen,
                port,
                announced,
                data.toAbsolutePath(),
                ensemble.get().connectString(),
                cluster,
                adminToken,
                sessionTimeoutMillis,
                suspicionMillis,
                connectTimeoutMillis,
                retainLogBytes,
                freeSpaceReserveBytes,
                shared,
                shape,
                domain,
                capacity,
                snapshotBytesPerSecond,
                changes.apply(
                        ReplicaSettings.standard().forHeap(Runtime.getRuntime().maxMemory())),
                loops,
                maxConnections,
                trace,
                tls,
                tokensFile,
                tls == null && insecureNetwork,
                identity,
                zookeeperTls);
    }

    private AdminToken adminToken(List<String> problems) {
        try {
            return adminTokenFile == null ? null : AdminToken.read(adminTokenFile);
        } catch (StartException e) {
            problems.add(e.getMessage());
            return null;
        }
    }

    private void inRange(List<String> problems, String option, long value, long low, long high) {
        if (value < low || value > high) {
            problems.add(option + " must be " + low + " to " + high + ", not " + value + origin(option));
        }
    }

    /** Where the value of an option comes from, as the end of a sentence; empty if it was given on the command line. */
    private String origin(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option)
                ? ""
                : outside.originOf(spec.findOption(option));
    }

    /** The same for a value that could not be read. Values of the command line are read before those from elsewhere. */
    private String origin(CommandLine.ParameterException e) {
        return e.getArgSpec() instanceof CommandLine.Model.OptionSpec option
                        && e.getValue() != null
                        && e.getValue().equals(outside.defaultValue(option))
                ? outside.originOf(option)
                : "";
    }
}
