package io.catena.server.recovery;

import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Member;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.test.TestingServer;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine;

/** Runs the commands on data directories of a folder, and on a ZooKeeper server of its own. */
final class RecoverRig extends ExternalResource {
    static final String CLUSTER_ID = "cluster-id";

    private final TemporaryFolder folder;
    private final StringWriter printed = new StringWriter();
    private final InputStream standardInput = System.in;
    private TestingServer zookeeper;

    /** @param folder exists while a test runs */
    RecoverRig(TemporaryFolder folder) {
        this.folder = folder;
    }

    @Override
    protected void before() throws Exception {
        zookeeper = new TestingServer();
    }

    @Override
    protected void after() {
        System.setIn(standardInput);
        try {
            zookeeper.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Member member(String node) {
        return new Member(node, node.charAt(0), node + ".invalid:1");
    }

    Path path(String node) {
        return folder.getRoot().toPath().resolve(node);
    }

    static List<LogRecord> log(int records) {
        List<LogRecord> log = new ArrayList<>();
        for (int seq = 1; seq <= records; seq++) {
            Key key = new Key(("key" + seq).getBytes(StandardCharsets.UTF_8));
            log.add(LogRecord.encode(
                    seq, 1, List.of(new LoggedWrite(LoggedWrite.Kind.PUT, key, new byte[10], null, null))));
        }
        return log;
    }

    String zookeeper() {
        return zookeeper.getConnectString();
    }

    Cluster connect() throws Exception {
        return Cluster.connect(new ClusterSettings(zookeeper(), "default", 10_000, 10_000));
    }

    void type(String line) {
        System.setIn(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the exit code; {@link #printed} gives the output. */
    int run(String... arguments) {
        printed.getBuffer().setLength(0);
        CommandLine commandLine = RecoverMain.commandLine();
        commandLine.setOut(new PrintWriter(printed, true));
        commandLine.setErr(new PrintWriter(printed, true));
        return commandLine.execute(arguments);
    }

    int recover(String what, String... more) {
        List<String> arguments = new ArrayList<>(List.of(what, "--zookeeper", zookeeper()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(new String[0]));
    }

    /** From the directories of the nodes a and b. */
    int fromBoth(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--from", path("a").toString(), path("b").toString()));
        arguments.addAll(List.of(more));
        return recover("zookeeper", arguments.toArray(new String[0]));
    }

    String printed() {
        return printed.toString();
    }

    void says(String part) {
        assertTrue(printed(), printed().contains(part));
    }
}
