package io.catena.systemtest;

import java.nio.file.Path;
import org.junit.rules.ExternalResource;

/** A ZooKeeper server and five nodes on which sixteen chains are placed, each on three of them, for one test. Use it as rule. */
final class PlacedCluster extends ExternalResource {
    static final int NODES = 5;
    static final ClusterChains CHAINS = new ClusterChains(16, 3);
    private static final int SESSION_MILLIS = 3_000;

    private final Path folder;
    private ZooKeeperProcess zookeeper;
    private LocalCluster cluster;
    private PlacedLayouts layouts;

    PlacedCluster(Class<?> test) {
        this.folder = Path.of("target", "clusters", test.getSimpleName());
    }

    @Override
    protected void before() {
        Folders.fresh(folder);
        Ports ports = new Ports();
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        cluster = new LocalCluster(
                folder,
                ports,
                zookeeper.addresses(),
                SESSION_MILLIS,
                CHAINS.nodeOptions().toArray(String[]::new));
        layouts = new PlacedLayouts(cluster, CHAINS);
        cluster.startNodes(NODES);
        layouts.awaitOn(NODES);
    }

    Path folder() {
        return folder;
    }

    LocalCluster nodes() {
        return cluster;
    }

    PlacedLayouts layouts() {
        return layouts;
    }

    @Override
    protected void after() {
        cluster.close();
        zookeeper.close();
    }
}
