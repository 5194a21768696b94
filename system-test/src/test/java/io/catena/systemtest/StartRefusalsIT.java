package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import io.catena.server.chain.ClusterFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Starts that are refused: one clear line on stderr, exit code 2, nothing registered, nothing written; a node that runs
 * is not disturbed.
 */
public class StartRefusalsIT {
    private static final Path FOLDER = Path.of("target", "clusters", "StartRefusalsIT");
    private static final Ports PORTS = new Ports();
    private static final int NOT_STARTED = 2;

    private static ZooKeeperProcess zookeeper;
    private static LocalCluster localCluster;
    private static NodeProcess running;

    @BeforeClass
    public static void oneNodeRuns() {
        Path folder = Folders.fresh(FOLDER);
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), PORTS.free());
        zookeeper.start();
        localCluster = new LocalCluster(folder, PORTS, zookeeper.addresses(), 3_000);
        running = localCluster.startNodes(1).get(0);
        localCluster.awaitChainOfAll();
    }

    @AfterClass
    public static void endAll() {
        if (localCluster != null) {
            localCluster.close();
        }
        zookeeper.close();
    }

    @Test
    public void row53_a_port_in_use_is_named() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            refused(port, "--port", port, "--data", folder("port-in-use").toString());
        }
    }

    @Test
    public void row28_data_of_another_cluster_is_refused() throws Exception {
        Path data = copyOfIdentity("other-cluster");
        replace(data, "\"clusterId\" : \"", "\"clusterId\" : \"another-");
        refused("another-", "--data", data.toString());
        refused("knows nothing of cluster", "--data", data.toString(), "--cluster", "no-such-cluster");
    }

    @Test
    public void another_number_of_chains_than_the_cluster_has_is_refused() throws Exception {
        refused(
                "was made with 1 chain on all nodes, which cannot change; leave --chains out",
                "--data",
                folder("chains").toString(),
                "--chains",
                "4",
                "--replicas",
                "all");
    }

    @Test
    public void row29_a_data_directory_in_use_is_refused_and_its_owner_goes_on() throws Exception {
        refused("another process uses it", "--data", running.data().toString());
    }

    @Test
    public void row30_a_directory_that_cannot_be_used_is_named() throws Exception {
        Path file = Files.writeString(folder("a").resolve("file"), "no directory");
        refused("not a directory", "--data", file.toString());
        Path orphan = FOLDER.toAbsolutePath().resolve("missing").resolve("data");
        refused("missing", "--data", orphan.toString());
        Path loop = folder("loop").resolve("loop");
        Files.createSymbolicLink(loop, loop);
        refused("loop", "--data", loop.toString());
        refused("/proc/catena", "--data", "/proc/catena");
    }

    @Test
    public void a_directory_of_a_later_format_is_refused() throws Exception {
        Path data = copyOfIdentity("later-format");
        replace(data, "\"formatVersion\" : " + ClusterFormat.KNOWN.newest(), "\"formatVersion\" : 99");
        refused("format 99", "--data", data.toString());
    }

    @Test
    public void a_retired_directory_is_refused() throws Exception {
        Path data = copyOfIdentity("retired");
        replace(data, "\"retired\" : false", "\"retired\" : true");
        refused("left the cluster for good", "--data", data.toString());
    }

    @Test
    public void an_unreachable_zookeeper_is_named() throws Exception {
        String nowhere = "127.0.0.1:" + PORTS.free();
        refused(
                nowhere,
                "--data",
                folder("no-zookeeper").toString(),
                "--zookeeper",
                nowhere,
                "--connect-timeout-millis",
                "500");
    }

    @Test
    public void row54_all_bad_options_are_listed_at_once() throws Exception {
        String line = refused(
                "--port",
                "--port",
                "0",
                "--data",
                folder("bad").toString(),
                "--session-timeout-millis",
                "1",
                "--listen",
                "no.such.host.invalid");
        assertTrue(line, line.contains("--session-timeout-millis") && line.contains("no.such.host.invalid"));
        refused("--no-such-option", "--data", folder("bad").toString(), "--no-such-option", "1");
        refused("nonsense", "--data", folder("bad").toString(), "--max-connections", "nonsense");
    }

    @Test
    public void row59_a_node_with_settings_that_are_not_the_clusters_is_refused_by_name() throws Exception {
        String data = copyOfIdentity("odd").toString();
        String line = refused(
                "--lease-millis is 10000 here and 300 in the cluster", "--data", data, "--lease-millis", "10000");
        assertTrue(line, line.contains("catena settings set lease-millis=10000"));
        refused("--min-replicas is 2 here and 1 in the cluster", "--data", data, "--min-replicas", "2");
        refused("lease-millis must be 0 to 10000, not 10001", "--data", data, "--lease-millis", "10001");
    }

    @Test
    public void row64_an_empty_token_is_refused() throws Exception {
        Path token = Files.writeString(folder("token").resolve("token"), " \n");
        refused("is no secret", "--data", folder("bad").toString(), "--admin-token-file", token.toString());
    }

    @Test
    public void row55_a_second_node_with_the_same_id_is_refused_and_the_first_keeps_serving() throws Exception {
        Path data = copyOfIdentity("copied");
        Outcome outcome = run("--data", data.toString());
        assertEquals(outcome.stderr, NOT_STARTED, outcome.exitCode);
        assertTrue(outcome.stderr, outcome.stderr.contains("is in use"));
        assertEquals(1, localCluster.awaitChainOfAll().size());
    }

    @Test
    public void a_node_that_is_told_to_end_while_it_starts_ends_at_once() throws Exception {
        Path data = copyOfIdentity("told-to-end");
        String nodeId = running.status().getNodeId();
        replace(data, nodeId, "n-told-to-end");
        String port = Integer.toString(PORTS.free());
        String elsewhere = "127.0.0.1:" + PORTS.free();
        try (Znode znode = new Znode(zookeeper.addresses())) {
            // As long as this stands there, the start waits.
            String registration = new String(znode.read("/catena/default/nodes/" + nodeId), StandardCharsets.UTF_8)
                    .replace(nodeId, "n-told-to-end")
                    .replace(running.address(), elsewhere);
            znode.makeEphemeral("/catena/default/nodes/n-told-to-end", registration.getBytes(StandardCharsets.UTF_8));
            Path stderr = Folders.fresh(FOLDER.resolve("started")).resolve("stderr.txt");
            List<String> arguments = List.of(
                    "--port",
                    port,
                    "--data",
                    data.toString(),
                    "--zookeeper",
                    zookeeper.addresses(),
                    "--session-timeout-millis",
                    "30000");
            try (JavaProcess process = JavaProcess.start(
                    stderr,
                    List.of("-Dcatena.log.dir=" + stderr.getParent().toAbsolutePath()),
                    "io.catena.server.NodeMain",
                    arguments)) {
                NodeAdmin admin = new NodeAdmin(new ServerAddress("127.0.0.1", Integer.parseInt(port)), 5_000);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .until(() -> admin.status().isZookeeperConnected());
                admin.die(true, true, "");
                assertEquals(JavaProcess.text(stderr), 0, process.awaitExit(20));
            }
        }
    }

    // -------------------------------------------------------------------------------------------------- machinery

    private record Outcome(int exitCode, String stderr) {}

    /** Starts a node with these options, and checks that the one line is the only effect. */
    private static String refused(String reason, String... options) throws Exception {
        Map<String, Long> before = files();
        List<String> registered = registered();
        long epoch = localCluster.layoutAt(running).orElseThrow().getEpoch();
        Outcome outcome = run(options);
        assertEquals(outcome.stderr, NOT_STARTED, outcome.exitCode);
        assertEquals(
                "lines on stderr: " + outcome.stderr, 1, outcome.stderr.lines().count());
        assertTrue("'" + reason + "' in: " + outcome.stderr, outcome.stderr.contains(reason));
        assertEquals("registered nodes", registered, registered());
        assertEquals("files of data directories", before, files());
        assertEquals(
                "epoch of the running node",
                epoch,
                localCluster.layoutAt(running).orElseThrow().getEpoch());
        return outcome.stderr;
    }

    /** The log goes to files of its own, so that stderr shows what a user sees. */
    private static Outcome run(String... options) {
        Path folder = Folders.fresh(FOLDER.resolve("started"));
        Path stderr = folder.resolve("stderr.txt");
        List<String> arguments = new ArrayList<>();
        List<String> given = Arrays.asList(options);
        if (!given.contains("--port")) {
            arguments.addAll(List.of("--port", Integer.toString(PORTS.free())));
        }
        if (!given.contains("--zookeeper")) {
            arguments.addAll(List.of("--zookeeper", zookeeper.addresses()));
        }
        arguments.addAll(given);
        String logs = "-Dcatena.log.dir=" + folder.toAbsolutePath();
        try (JavaProcess process = JavaProcess.start(stderr, List.of(logs), "io.catena.server.NodeMain", arguments)) {
            return new Outcome(process.awaitExit(60), JavaProcess.text(stderr));
        }
    }

    private static Path folder(String name) {
        return Folders.make(FOLDER.toAbsolutePath().resolve(name));
    }

    /** A directory with the identity of the running node. */
    private static Path copyOfIdentity(String name) throws IOException {
        Path data = Folders.fresh(FOLDER.toAbsolutePath().resolve(name));
        Files.copy(running.data().resolve("node.json"), data.resolve("node.json"));
        return data;
    }

    private static void replace(Path data, String old, String with) throws IOException {
        String content = Files.readString(data.resolve("node.json"));
        assertTrue(old + " in " + content, content.contains(old));
        Files.writeString(data.resolve("node.json"), content.replace(old, with));
    }

    private static List<String> registered() throws Exception {
        try (Znode znode = new Znode(zookeeper.addresses())) {
            return znode.children("/catena/default/nodes");
        }
    }

    /** All files and their sizes, except those that the processes of the test write while they run. */
    private static Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(FOLDER)) {
            for (Path path : all.filter(StartRefusalsIT::isOfInterest).toList()) {
                sizes.put(path.toString(), Files.isRegularFile(path) ? Files.size(path) : 0);
            }
        }
        return sizes;
    }

    private static boolean isOfInterest(Path path) {
        Path relative = FOLDER.relativize(path);
        return !relative.startsWith("zookeeper")
                && !relative.startsWith("started")
                && !relative.startsWith(FOLDER.relativize(FOLDER.resolve("node-" + running.port())));
    }
}
