package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Test;

/**
 * Counts the system calls of real nodes and compares them with the writes that the nodes acknowledged. Needs strace,
 * and the right to use it.
 */
public class SyncsIT {
    private static final int WRITES = 40;
    /** After this time a write that no other write follows is applied, in a disk cycle of its own. */
    private static final Duration APPLIED = Duration.ofMillis(150);

    /** strace tells of a call in two lines if one of another thread ends meanwhile; the first has the file. */
    private static final String TOLD = "(\\)| <unfinished)";

    private static final Pattern LOG_FILE = Pattern.compile("fdatasync\\(\\d+<[^>]*/records-\\d+>" + TOLD);
    private static final Pattern LOG_DIRECTORY = Pattern.compile("fsync\\(\\d+<[^>]*/chains/1>" + TOLD);
    /** The native engine's log is mapped into memory; the engine in Java writes it. */
    private static final Pattern LEVEL_DB = Pattern.compile("msync\\(|f(data)?sync\\(\\d+<[^>]*/\\d+\\.log>" + TOLD);

    @Before
    public void stracePermitted() throws Exception {
        Assume.assumeTrue("strace can trace here; if not, nothing is counted", tracesItself());
    }

    private static boolean tracesItself() throws InterruptedException {
        try {
            Process strace = new ProcessBuilder(
                            "strace", "-f", "-D", "-y", "-e", "trace=fsync", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return strace.waitFor(20, TimeUnit.SECONDS) && strace.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    public void row73_every_member_syncs_its_log_for_every_write_that_is_acknowledged_and_leveldb_behind_it()
            throws Exception {
        Path folder = Folders.fresh(Path.of("target", "clusters", "SyncsIT"));
        Ports ports = new Ports();
        try (ZooKeeperProcess zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free())) {
            zookeeper.start();
            PlaceChoice traced = of -> new Place("127.0.0.1", tracedBy(trace(of)));
            try (LocalCluster localCluster =
                    new LocalCluster(folder, ports, traced, NodeSettings.of(zookeeper.addresses(), 5_000))) {
                List<NodeProcess> chain = localCluster.awaitChain(localCluster.startNodes(2));
                try (BareClient client = chain.get(0).connect()) {
                    check(chain, client);
                }
            }
        }
    }

    private static void check(List<NodeProcess> chain, BareClient client) throws Exception {
        client.put("first", "x");
        LiveCluster.rest(APPLIED);
        long[] before = chain.stream().mapToLong(node -> count(node, LOG_FILE)).toArray();
        for (int i = 0; i < WRITES; i++) {
            client.put("key-" + i, "value");
            LiveCluster.rest(APPLIED);
        }
        for (int i = 0; i < chain.size(); i++) {
            NodeProcess node = chain.get(i);
            long synced = before[i] + WRITES;
            Awaitility.await("syncs of the log")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> count(node, LOG_FILE) >= synced);
            assertEquals("one sync for a write that is alone", synced, count(node, LOG_FILE));
            assertTrue("the log's directory is synced", count(node, LOG_DIRECTORY) > 0);
        }
        for (NodeProcess node : chain) {
            long flushes = count(node, LEVEL_DB);
            client.put("more", "x");
            Awaitility.await("LevelDB's own syncs")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> count(node, LEVEL_DB) > flushes);
        }
    }

    private static List<String> tracedBy(Path trace) {
        return List.of(
                "strace",
                "-f",
                "-D",
                "--seccomp-bpf",
                "-qq",
                "-y",
                "-e",
                "trace=fsync,fdatasync,msync",
                "-o",
                trace.toString());
    }

    private static Path trace(Path folder) {
        return folder.resolve("strace");
    }

    private static long count(NodeProcess node, Pattern call) {
        return call.matcher(JavaProcess.text(trace(node.log().getParent())))
                .results()
                .count();
    }
}
