package io.catena.systemtest;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Reads and damages the content of ZooKeeper. For one thread. */
final class Znode implements AutoCloseable {
    private final ZooKeeper zookeeper;

    Znode(String addresses) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        zookeeper = new ZooKeeper(addresses, 10_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection to ZooKeeper at " + addresses);
        }
    }

    byte[] read(String path) throws Exception {
        return zookeeper.getData(path, false, new Stat());
    }

    void write(String path, byte[] data) throws Exception {
        zookeeper.setData(path, data, -1);
    }

    /** Creates it for as long as this connection lasts. */
    void makeEphemeral(String path, byte[] data) throws Exception {
        zookeeper.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    }

    /** Empty if the path does not exist. */
    List<String> children(String path) throws Exception {
        try {
            return zookeeper.getChildren(path, false).stream().sorted().toList();
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        try {
            zookeeper.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
