package io.catena.systemtest;

import io.catena.client.NodeAdmin;
import io.catena.client.OutcomeUnknownException;
import io.catena.client.ServerAddress;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.ReplicaStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One node: a port and a data directory, and the process on them if there is one. */
public final class NodeProcess implements AutoCloseable {
    private static final String MAIN = "io.catena.server.NodeMain";
    private static final int CALL_MILLIS = 5_000;
    private static final long END_SECONDS = 30;

    private final int port;
    private final Path data;
    private final Path log;
    private final List<String> options;
    private JavaProcess process;
    private boolean retired;

    /** Not started yet. */
    NodeProcess(int port, Path folder, List<String> moreOptions) {
        this.port = port;
        Path directory = Folders.make(folder.toAbsolutePath());
        this.data = directory.resolve("data");
        this.log = directory.resolve("node.log");
        options = new ArrayList<>(List.of("--port", Integer.toString(port), "--data", data.toString()));
        options.addAll(moreOptions);
    }

    /** A new process on the port and the data; does not wait for anything. */
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException(this + " runs already");
        }
        process = JavaProcess.start(log, List.of(), MAIN, options);
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** kill -9; returns when the process is gone. */
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

    /** As {@code die} of the command line; returns the exit code. */
    public int die(boolean clean) {
        end(() -> admin().die(clean, false, ""));
        return awaitExit(END_SECONDS);
    }

    /** As {@code leave} of the command line; returns the exit code. */
    public int leave(boolean clean) {
        retired = true;
        end(() -> admin().leave(clean, false, ""));
        return awaitExit(END_SECONDS);
    }

    /** An unclean end is faster than the reply. */
    private static void end(Runnable request) {
        try {
            request.run();
        } catch (OutcomeUnknownException e) {
            return; // the exit code tells
        }
    }

    /** Whether it was told to leave. */
    boolean isRetired() {
        return retired;
    }

    public NodeAdmin admin() {
        return new NodeAdmin(new ServerAddress("127.0.0.1", port), CALL_MILLIS);
    }

    public NodeStatus status() {
        return admin().status();
    }

    public ReplicaStatus replica() {
        return status().getReplicas().get(0);
    }

    /** A connection to this node alone. */
    public BareClient connect() throws org.apache.thrift.transport.TTransportException {
        return new BareClient(port, CALL_MILLIS);
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
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
