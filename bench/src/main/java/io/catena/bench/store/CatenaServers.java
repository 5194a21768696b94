package io.catena.bench.store;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaClientBuilder;
import io.catena.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A cluster of nodes and its ZooKeeper server, as {@code scripts/cluster} starts them, so that users can run what is
 * measured.
 */
public final class CatenaServers implements Servers {
    private static final int START_SECONDS = 900;

    private final StartPlace startPlace;
    /** Those that were ever started: they have the ports from the first one on. */
    private int nodes;

    private final String cluster;
    private final boolean tls;
    private final Chains chains;
    /** For each of them. */
    private final List<String> nodeOptions;

    private final Thread endWithUs = new Thread(this::clean, "end-catena");
    private boolean started;

    /**
     * One chain.
     *
     * @param nodes 1 or more
     */
    public CatenaServers(StartPlace startPlace, int nodes) {
        this(startPlace, nodes, Chains.ONE);
    }

    /** @param nodes 1 or more */
    public CatenaServers(StartPlace startPlace, int nodes, Chains chains) {
        this(startPlace, nodes, chains, false, List.of());
    }

    /**
     * @param nodes 1 or more
     * @param nodeOptions of {@code scripts/catena-server}, for each node
     */
    public CatenaServers(StartPlace startPlace, int nodes, Chains chains, List<String> nodeOptions) {
        this(startPlace, nodes, chains, false, nodeOptions);
    }

    /**
     * @param nodes 1 or more
     * @param tls whether each connection is TLS, and callers are told apart
     */
    CatenaServers(StartPlace startPlace, int nodes, Chains chains, boolean tls) {
        this(startPlace, nodes, chains, tls, List.of());
    }

    private CatenaServers(StartPlace startPlace, int nodes, Chains chains, boolean tls, List<String> nodeOptions) {
        this.nodeOptions = List.copyOf(nodeOptions);
        this.chains = chains;
        this.tls = tls;
        this.startPlace = startPlace;
        this.nodes = nodes;
        this.cluster =
                startPlace.folder(tls ? "catena-tls" : "catena").getFileName().toString();
    }

    @Override
    public String name() {
        return tls ? "catena-tls" : "catena";
    }

    @Override
    public Optional<String> missing() {
        return Files.isDirectory(startPlace.root().resolve("server/target/lib"))
                ? Optional.empty()
                : Optional.of("it is not built; run mvn -B -q -DskipTests package");
    }

    @Override
    public void start() throws ServersException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(endWithUs);
        started = true;
        List<String> arguments = new ArrayList<>(List.of(
                "start",
                "-n",
                Integer.toString(nodes),
                "--base-port",
                Integer.toString(firstPort()),
                "--timeout",
                Integer.toString(START_SECONDS),
                "--name",
                cluster));
        arguments.addAll(chains.arguments());
        if (tls) {
            arguments.add("--tls");
        }
        if (!nodeOptions.isEmpty()) {
            arguments.add("--");
            arguments.addAll(nodeOptions);
        }
        script("cluster", arguments.toArray(String[]::new));
    }

    /** The port below it is ZooKeeper's. */
    private int firstPort() {
        return startPlace.basePort() + 1;
    }

    /** Kills the node on this port with kill -9; returns when its process has ended. */
    public void kill(int port) throws ServersException, InterruptedException {
        script("kill", Integer.toString(port), "--name", cluster);
    }

    /** Starts a node that was killed on its data; returns when it is a member again. */
    public void startAgain(int port) throws ServersException, InterruptedException {
        script("start", Integer.toString(port), "--name", cluster);
    }

    /** Starts a node that was killed on its data; returns at once. */
    public void beginAgain(int port) throws ServersException, InterruptedException {
        script("start", Integer.toString(port), "--no-wait", "--name", cluster);
    }

    /** Starts one more node; returns its port at once. */
    public int beginNew() throws ServersException, InterruptedException {
        int port = firstPort() + nodes++;
        script("start", Integer.toString(port), "--new", "--no-wait", "--name", cluster);
        return port;
    }

    /** Lets a node leave for good, in order; returns when its process has ended. */
    public void leave(int port) throws ServersException, InterruptedException {
        script("leave", Integer.toString(port), "--name", cluster);
    }

    public Chains chains() {
        return chains;
    }

    public List<Integer> ports() {
        return IntStream.range(firstPort(), firstPort() + nodes).boxed().toList();
    }

    /**
     * The processes of all nodes that were started, including those that have ended.
     *
     * @throws IOException if the pid files of the scripts cannot be read
     */
    public List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        for (int port : ports()) {
            Path file = startPlace.root().resolve("run").resolve(cluster).resolve("node-" + port + ".pid");
            pids.add(Long.parseLong(Files.readString(file).split("\\s")[0]));
        }
        return pids;
    }

    /** Each in the form {@code host:port}. */
    public String[] addresses() {
        return ports().stream().map(port -> "127.0.0.1:" + port).toArray(String[]::new);
    }

    @Override
    public CatenaTarget connect(int threads) {
        CatenaClientBuilder builder = CatenaClient.builder().servers(addresses());
        return new CatenaTarget(tls ? builder.tls(certificates()) : builder);
    }

    private TlsFiles certificates() {
        Path folder = startPlace.root().resolve("run").resolve(cluster).resolve("certificates");
        return new TlsFiles(
                folder.resolve("user-client.crt"), folder.resolve("user-client.key"), folder.resolve("trusted.crt"));
    }

    private void script(String name, String... arguments) throws ServersException, InterruptedException {
        Script.run(startPlace.root(), name, List.of(arguments));
    }

    @Override
    public void close() {
        if (!started) {
            return;
        }
        started = false;
        clean();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException e) {
            return; // this process is ending, and the hook runs
        }
    }

    private void clean() {
        try {
            script("cluster", "clean", "--name", cluster);
        } catch (ServersException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
