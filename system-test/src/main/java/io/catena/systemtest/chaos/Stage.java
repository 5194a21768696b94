package io.catena.systemtest.chaos;

import io.catena.systemtest.ClusterChains;
import io.catena.systemtest.Ensemble;
import io.catena.systemtest.Findings;
import io.catena.systemtest.Folders;
import io.catena.systemtest.LocalCluster;
import io.catena.systemtest.MemberData;
import io.catena.systemtest.NodeProcess;
import io.catena.systemtest.NodeSettings;
import io.catena.systemtest.Place;
import io.catena.systemtest.PlaceChoice;
import io.catena.systemtest.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.thrift.TException;

/**
 * Chains that serve, a ZooKeeper ensemble, and clients whose history is judged: the target of faults. Ends all of it
 * when it is closed. For one thread.
 */
final class Stage implements AutoCloseable {
    /** The reserve of the nodes, some of which have very small disks. */
    static final long FREE_SPACE_RESERVE_BYTES = SmallDisk.BYTES / 8;

    /** Long enough for a node that is started while ZooKeeper is away to wait until it is back. */
    private static final long CONNECT_MILLIS = 120_000;

    private static final int KEYS_AT_ONCE = 2_000;

    private final int size;
    private final Findings findings = new Findings();
    private final Protection protection;
    private final Ensemble zookeeper;
    private final LocalCluster localCluster;
    private final ChaosScene scene;
    private final Judge judge;
    private final Generations generations;
    private final Traffic traffic;

    /**
     * The settings of a stage.
     *
     * @param nodes how many there are
     * @param loops how many event loops each node has
     * @param lan whether nodes get machines and disks of their own
     * @param tls whether connections and znodes are protected
     * @param unfenced whether the nodes break the rules of leases on purpose
     * @param evidence the beginning of the names of files for evidence of violations
     */
    record Settings(
            int nodes,
            ClusterChains chains,
            int loops,
            boolean lan,
            boolean tls,
            int sessionTimeoutMillis,
            boolean unfenced,
            Path folder,
            Path evidence) {}

    Stage(Settings settings, Random random, TimedConsole timedConsole) {
        size = settings.nodes();
        Folders.fresh(settings.folder());
        Ports ports = new Ports();
        Lan lan = settings.lan() ? new Lan() : null;
        Map<Place, SmallDisk> disks = new HashMap<>();
        zookeeper = new Ensemble(settings.folder(), ports, lan == null ? PlaceChoice.LOOPBACK : lan);
        protection = settings.tls() ? Protection.in(settings.folder().resolve("secrets")) : Protection.none();
        NodeSettings sound = NodeSettings.of(
                        zookeeper.addresses(),
                        settings.sessionTimeoutMillis(),
                        "--retain-log-bytes",
                        "4000000",
                        "--free-space-reserve-bytes",
                        Long.toString(FREE_SPACE_RESERVE_BYTES),
                        "--loops",
                        Integer.toString(settings.loops()),
                        "--connect-timeout-millis",
                        Long.toString(CONNECT_MILLIS))
                .withOptions(settings.chains().nodeOptions().toArray(String[]::new));
        // With the heap of scripts/catena-server for each loop, so that clients that can exhaust it are found.
        NodeSettings inHeap = sound.withJvmOptions(
                // The dump is written to the folder of the node, which is kept if the node ends by itself.
                List.of(
                        "-Xmx" + 256 * settings.loops() + "m",
                        "-XX:+HeapDumpOnOutOfMemoryError",
                        "-XX:HeapDumpPath=."));
        NodeSettings nodes = settings.unfenced() ? inHeap.withMainClass(UnfencedNode.class) : inHeap;
        localCluster = new LocalCluster(
                settings.folder(),
                ports,
                lan == null ? PlaceChoice.LOOPBACK : withDisks(lan, disks),
                protection.of(nodes));
        scene = new ChaosScene(
                localCluster,
                zookeeper,
                lan,
                disks,
                new ForeignSessions(zookeeper.addresses(), protection.zookeeperSecret()),
                settings.sessionTimeoutMillis(),
                settings.chains());
        judge = new Judge(findings, settings.evidence());
        try {
            zookeeper.start();
            List<NodeProcess> started = localCluster.startNodes(size);
            scene.awaitWhole();
            protection.grant(started.get(0));
            generations = new Generations(judge, timedConsole, localCluster.client());
            traffic = new Traffic(generations, findings, random, started);
        } catch (RuntimeException | AssertionError e) {
            localCluster.printLogs(System.out);
            localCluster.close();
            zookeeper.close();
            protection.close();
            throw e;
        }
    }

    /** Every second node keeps its data on a small disk. */
    private static PlaceChoice withDisks(Lan lan, Map<Place, SmallDisk> disks) {
        List<Place> made = new ArrayList<>();
        return folder -> {
            Place place = lan.next(folder);
            if (made.size() % 2 == 0) {
                disks.put(place, new SmallDisk(folder.resolve("data")));
            }
            made.add(place);
            return place;
        };
    }

    ChaosScene scene() {
        return scene;
    }

    Traffic traffic() {
        return traffic;
    }

    Findings findings() {
        return findings;
    }

    Judge judge() {
        return judge;
    }

    Generation generation() {
        return generations.current();
    }

    /** Undoes all faults; then all members of each chain must soon hold the same data. */
    List<List<NodeProcess>> requireWhole() throws InterruptedException {
        List<List<NodeProcess>> chains = scene.heal(size);
        traffic.nodes(localCluster.alive());
        traffic.rest();
        try {
            MemberData.requireSameInEach(chains);
        } finally {
            traffic.goOn();
        }
        return chains;
    }

    /** Undoes all faults, ends the clients, and judges all that was not judged before. */
    void finish() throws InterruptedException, TException {
        List<List<NodeProcess>> chains = requireWhole();
        traffic.close();
        List<Settled> keys = generations.finish();
        MemberData.requireSameInEach(chains);
        for (int i = 0; i < keys.size(); i += KEYS_AT_ONCE) {
            judgeEnd(localCluster.alive(), keys.subList(i, Math.min(keys.size(), i + KEYS_AT_ONCE)));
        }
    }

    private void judgeEnd(List<NodeProcess> nodes, List<Settled> keys) throws TException {
        List<String> names = keys.stream().map(Settled::key).toList();
        List<List<io.catena.simulation.checker.Answer>> byNode = new ArrayList<>();
        for (NodeProcess node : nodes) {
            try (io.catena.systemtest.BareClient client = node.connect()) {
                byNode.add(client.findAll(names).stream()
                        .map(CheckedClient::answer)
                        .toList());
            }
        }
        for (int i = 0; i < keys.size(); i++) {
            int key = i;
            judge.judgeEnd(
                    keys.get(key),
                    byNode.stream().map(answers -> answers.get(key)).toList());
        }
    }

    @Override
    public void close() {
        traffic.close();
        localCluster.close();
        zookeeper.close();
        protection.close();
    }
}
