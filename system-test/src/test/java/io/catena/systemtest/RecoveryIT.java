package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * ZooKeeper, or the last members of a chain, lose their data; an operator forms the chain again from the remaining
 * copies.
 */
public class RecoveryIT {
    private static final Path FOLDER = Path.of("target", "clusters", "RecoveryIT");
    private static final Path ZOOKEEPER_DATA = FOLDER.resolve("zookeeper").resolve("data");

    private static final int KEYS = 20;

    private final Ports ports = new Ports();
    private ZooKeeperProcess zookeeper;
    private LocalCluster localCluster;
    private RecoverCommand recover;

    @Before
    public void start() {
        Path folder = Folders.fresh(FOLDER);
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        localCluster = new LocalCluster(folder, ports, zookeeper.addresses(), 3_000);
        recover = new RecoverCommand(folder, zookeeper.addresses());
    }

    @After
    public void end() {
        localCluster.close();
        zookeeper.close();
    }

    @Test
    public void row75_a_chain_is_all_there_after_zookeeper_was_wiped_and_rebuilt_from_the_nodes() throws Exception {
        List<NodeProcess> nodes = localCluster.startNodes(3);
        put(localCluster.awaitChain(nodes).get(0), "key", "value");
        assertTrue(recover.inspect(nodes.get(0)).text().contains("another process uses it"));
        loseZooKeeper();
        awaitHalt(nodes);
        rebuild(nodes);
        nodes.forEach(NodeProcess::start);
        for (NodeProcess node : localCluster.awaitChain(nodes)) {
            assertEquals("value", get(node, "key"));
        }
        put(nodes.get(1), "key", "written afterwards");
        assertEquals("written afterwards", get(nodes.get(2), "key"));
    }

    @Test
    public void row75_a_chain_is_all_there_after_zookeeper_was_restored_from_before_the_last_changes()
            throws Exception {
        List<NodeProcess> first = localCluster.startNodes(2);
        localCluster.awaitChain(first);
        zookeeper.kill();
        Path copy = FOLDER.resolve("zookeeper-copy");
        Folders.remove(copy);
        Folders.copy(ZOOKEEPER_DATA, copy);
        zookeeper.start();
        localCluster.startNodes(1);
        List<NodeProcess> nodes = localCluster.all();
        put(localCluster.awaitChain(nodes).get(0), "key", "value");
        zookeeper.kill();
        Folders.remove(ZOOKEEPER_DATA);
        Folders.copy(copy, ZOOKEEPER_DATA);
        zookeeper.start();
        awaitHalt(nodes);
        rebuild(nodes);
        nodes.forEach(NodeProcess::start);
        for (NodeProcess node : localCluster.awaitChain(nodes)) {
            assertEquals("value", get(node, "key"));
        }
    }

    @Test
    public void row75_all_chains_are_there_after_zookeeper_was_wiped_and_a_recovery_was_done_in_part()
            throws Exception {
        int chains = 4;
        localCluster = new LocalCluster(
                FOLDER, ports, zookeeper.addresses(), 3_000, "--chains", Integer.toString(chains), "--replicas", "all");
        List<NodeProcess> nodes = localCluster.startNodes(3);
        localCluster.awaitChains(chains, nodes);
        for (int i = 0; i < KEYS; i++) {
            put(nodes.get(i % 3), "key" + i, "value" + i);
        }
        loseZooKeeper();
        awaitHalt(nodes);
        awaitNobodyRegistered(nodes, "--chain", "all");
        RecoverCommand.Run vague = recover.force("zookeeper", nodes, "--dry-run");
        assertEquals(vague.text(), 2, vague.code());
        RecoverCommand.Run one = recover.force("zookeeper", nodes, "--dry-run", "--chain", "2");
        assertEquals(
                0,
                recover.force("zookeeper", nodes, "--chain", "2", "--choose", one.recommended(), "--yes")
                        .code());
        nodes.forEach(NodeProcess::start);
        awaitNote(nodes.get(0), 1, "holds data of it; was ZooKeeper wiped");
        localCluster.awaitChain(2, nodes);
        nodes.forEach(NodeProcess::kill);
        awaitNobodyRegistered(nodes, "--chain", "all");
        RecoverCommand.Run all =
                recover.force("zookeeper", nodes, "--chain", "all", "--choose", "recommended", "--yes");
        assertEquals(all.text(), 0, all.code());
        assertTrue(all.text(), all.text().contains("Nothing to do: ZooKeeper knows epoch"));
        nodes.forEach(NodeProcess::start);
        localCluster.awaitChains(chains, nodes);
        for (int i = 0; i < KEYS; i++) {
            assertEquals("value" + i, get(nodes.get((i + 1) % 3), "key" + i));
        }
    }

    private void loseZooKeeper() {
        zookeeper.kill();
        Folders.remove(ZOOKEEPER_DATA);
        zookeeper.start();
    }

    private static void awaitHalt(List<NodeProcess> nodes) {
        for (NodeProcess node : nodes) {
            assertEquals("exit code: going on could do harm", 1, node.awaitExit(60));
            assertTrue(JavaProcess.text(node.log()).contains("scripts/recover zookeeper"));
        }
    }

    /** Acts as an operator does: looks first, then chooses the recommended copy. */
    private void rebuild(List<NodeProcess> nodes) {
        RecoverCommand.Run look = awaitNobodyRegistered(nodes);
        assertEquals(look.text(), 0, look.code());
        assertTrue(look.text(), look.text().contains("nothing that was acknowledged is lost"));
        RecoverCommand.Run part = recover.force("zookeeper", nodes.subList(1, nodes.size()), "--dry-run");
        assertTrue(part.text(), part.text().contains("is not shown, or cannot be used"));
        RecoverCommand.Run done = recover.force("zookeeper", nodes, "--choose", look.recommended(), "--yes");
        assertEquals(done.text(), 0, done.code());
        RecoverCommand.Run again = recover.force("zookeeper", nodes, "--choose", look.recommended(), "--yes");
        assertEquals(again.text(), 3, again.code());
        assertTrue(again.text(), again.text().contains("there is nothing to recover"));
    }

    /** Sessions of nodes that have halted end after their timeout. */
    private RecoverCommand.Run awaitNobodyRegistered(List<NodeProcess> nodes, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--dry-run");
        return await(
                "no node is registered",
                () -> recover.force("zookeeper", nodes, arguments.toArray(new String[0])),
                run -> !run.text().contains("nodes are registered"));
    }

    private static RecoverCommand.Run await(
            String what, Callable<RecoverCommand.Run> look, Predicate<RecoverCommand.Run> done) {
        return Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(60))
                .until(look, done::test);
    }

    @Test
    public void row75_a_chain_without_its_last_members_is_formed_from_an_old_copy_and_takes_nothing_back()
            throws Exception {
        List<NodeProcess> nodes = localCluster.awaitChain(localCluster.startNodes(3));
        NodeProcess stale = nodes.get(2);
        put(nodes.get(0), "old", "in all copies");
        stale.kill();
        localCluster.awaitChain(nodes.subList(0, 2));
        put(nodes.get(0), "new", "in two copies");
        put(nodes.get(0), "old", "changed in two copies");
        nodes.get(0).kill();
        localCluster.awaitChain(nodes.subList(1, 2));
        nodes.get(1).kill();
        Folders.remove(nodes.get(0).data());
        stale.start();
        awaitNote(stale, 1, "scripts/recover chain");
        RecoverCommand.Run look = await(
                "the sessions of the dead end",
                () -> recover.force("chain", List.of(), "--dry-run"),
                run -> !run.text().contains("wait until its session"));
        assertTrue(look.text(), look.text().contains("loses whatever was acknowledged since its epoch"));
        RecoverCommand.Run better = recover.force("chain", List.of(nodes.get(1)), "--dry-run");
        assertTrue(better.text(), better.text().contains("is there and holds the whole chain"));
        RecoverCommand.Run done = recover.force("chain", List.of(), "--choose", look.recommended(), "--yes");
        assertEquals(done.text(), 0, done.code());
        localCluster.awaitChain(List.of(stale));
        assertEquals("in all copies", get(stale, "old"));
        assertEquals("nothing", get(stale, "new"));
        put(stale, "later", "written afterwards");
        nodes.get(1).start();
        for (NodeProcess member : localCluster.awaitChain(List.of(stale, nodes.get(1)))) {
            assertEquals("in all copies", get(member, "old"));
            assertEquals("nothing", get(member, "new"));
            assertEquals("written afterwards", get(member, "later"));
        }
        MemberData.requireSame(List.of(stale, nodes.get(1)));
    }

    private void awaitNote(NodeProcess node, int chain, String part) {
        Awaitility.await("the reason")
                .atMost(Duration.ofSeconds(60))
                .until(() -> localCluster
                        .layoutAt(node, chain)
                        .map(layout -> String.valueOf(layout.getNote()))
                        .filter(note -> note.contains(part))
                        .isPresent());
    }

    private static void put(NodeProcess node, String key, String value) throws Exception {
        try (BareClient client = node.connect()) {
            client.put(key, value);
        }
    }

    private static String get(NodeProcess node, String key) throws Exception {
        try (BareClient client = node.connect()) {
            return client.get(key).orElse("nothing");
        }
    }
}
