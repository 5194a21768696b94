package io.catena.systemtest;

import io.catena.client.NodeAdmin;
import io.catena.client.OutcomeUnknownException;
import io.catena.client.RefusedException;
import io.catena.client.ServerAddress;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.ReplicaStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One node: its port, its data directory, and its process if it runs. */
public final class NodeProcess implements AutoCloseable {
    private static final int CALL_MILLIS = 5_000;
    private static final long END_SECONDS = 30;

    private final Place place;
    private final int port;
    private final Path data;
    private final Path log;
    private final List<String> options;
    private List<String> jvmOptions;
    private final String mainClass;
    private final String adminToken;
    private final ClusterSecurity security;
    private JavaProcess process;

    /**
     * Not started.
     *
     * @param folder absolute; exists
     */
    NodeProcess(Place place, int port, Path folder, NodeSettings settings) {
        this.place = place;
        this.port = port;
        this.data = folder.resolve("data");
        this.log = folder.resolve("node.log");
        options = new ArrayList<>(List.of("--port", Integer.toString(port), "--data", data.toString()));
        adminToken = place.isHere() ? "" : "of node " + port;
        if (!place.isHere()) {
            Path token = Folders.write(folder.resolve("admin-token"), List.of(adminToken));
            options.addAll(List.of("--listen", place.host(), "--admin-token-file", token.toString()));
        }
        security = settings.security();
        options.addAll(security.nodeOptions("n-" + port, place, folder));
        options.addAll(settings.options());
        jvmOptions = settings.jvmOptions();
        mainClass = settings.mainClass();
    }

    /** Starts a process on the port and the data; does not wait for it. */
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException(this + " runs already");
        }
        process = JavaProcess.start(place, log, jvmOptions, mainClass, options);
    }

    /** Starts the node with other JVM options, for example those of another build. Later starts use them too. */
    public void startWith(List<String> newJvmOptions) {
        jvmOptions = List.copyOf(newJvmOptions);
        start();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The most memory that the running process has had, as Linux counts it. */
    public long mostResidentBytes() {
        return process.mostResidentBytes();
    }

    /** kill -9; returns when the process has ended. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP. */
    public void suspend() {
        process.signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        process.signal("CONT");
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        process.signal("TERM");
    }

    /** Waits for the end of the process; returns its exit code. */
    public int awaitExit(long seconds) {
        return process.awaitExit(seconds);
    }

    /** Ends the node as {@code catena die} does; returns the exit code. */
    public int die(boolean clean) {
        end(force -> admin().die(clean, force, adminToken));
        return awaitExit(END_SECONDS);
    }

    /** Ends the node as {@code catena leave} does; returns the exit code. */
    public int leave(boolean clean) {
        end(force -> admin().leave(clean, force, adminToken));
        return awaitExit(END_SECONDS);
    }

    /**
     * Ends the node even if that stops the service for a while, but not if it is the last member. After an unclean end
     * the process may be gone before it replies.
     */
    private static void end(Consumer<Boolean> request) {
        try {
            try {
                request.accept(false);
            } catch (RefusedException e) {
                if (e.reason() != RefusedReason.STOPS_SERVICE) {
                    throw e;
                }
                request.accept(true);
            }
        } catch (OutcomeUnknownException e) {
            return; // the caller checks the exit code
        }
    }

    /** Whether its data directory is retired because the node has left for good. */
    public boolean isRetired() {
        return JavaProcess.text(data.resolve("node.json")).contains("\"retired\" : true");
    }

    public NodeAdmin admin() {
        return new NodeAdmin(new ServerAddress(place.host(), port), CALL_MILLIS, security.operator());
    }

    public NodeStatus status() {
        return admin().status();
    }

    public ReplicaStatus replica() {
        return status().getReplicas().get(0);
    }

    /** A connection to this node alone. */
    public BareClient connect() throws org.apache.thrift.transport.TTransportException {
        return connect(CALL_MILLIS);
    }

    /** @param timeoutMillis for connecting, and for each call */
    public BareClient connect(int timeoutMillis) throws org.apache.thrift.transport.TTransportException {
        return new BareClient(security, place.host(), port, timeoutMillis);
    }

    public String adminToken() {
        return adminToken;
    }

    public ClusterSecurity security() {
        return security;
    }

    public Place place() {
        return place;
    }

    public int port() {
        return port;
    }

    public String address() {
        return place.address(port);
    }

    public Path data() {
        return data;
    }

    public Path log() {
        return log;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    @Override
    public String toString() {
        return "node " + port;
    }
}
