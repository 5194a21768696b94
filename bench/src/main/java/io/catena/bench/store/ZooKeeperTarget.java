package io.catena.bench.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** ZooKeeper through its own client. A put is setData. A get is getData at any server: it is not linearizable. */
final class ZooKeeperTarget implements Target {
    static final String PARENT = "/bench";
    private static final int SESSION_MILLIS = 30_000;
    /** A few connections to each server have a higher throughput than one, and than one for each thread. */
    private static final int MOST_CLIENTS = 12;

    private final List<ZooKeeper> clients = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    ZooKeeperTarget(List<String> servers, int threads) throws Exception {
        for (int i = 0; i < Math.min(threads, MOST_CLIENTS); i++) {
            clients.add(connect(servers.get(i % servers.size())));
        }
    }

    static ZooKeeper connect(String server) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(server, SESSION_MILLIS, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(5, TimeUnit.SECONDS)) {
            client.close();
            throw new TimeoutException("ZooKeeper at " + server + " does not accept connections");
        }
        return client;
    }

    static void createIfMissing(ZooKeeper client, String path, byte[] data)
            throws KeeperException, InterruptedException {
        try {
            client.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        } catch (KeeperException.NodeExistsException e) {
            client.setData(path, data, -1);
        }
    }

    private static String path(byte[] key) {
        return PARENT + "/" + new String(key, StandardCharsets.US_ASCII);
    }

    @Override
    public StoreSession storeSession() {
        ZooKeeper client = clients.get(next.getAndIncrement() % clients.size());
        return new StoreSession() {
            @Override
            public void put(byte[] key, byte[] value) throws Exception {
                client.setData(path(key), value, -1);
            }

            @Override
            public byte[] get(byte[] key) throws Exception {
                try {
                    return client.getData(path(key), false, null);
                } catch (KeeperException.NoNodeException e) {
                    return null;
                }
            }

            @Override
            public void create(byte[] key, byte[] value) throws Exception {
                createIfMissing(client, path(key), value);
            }
        };
    }

    @Override
    public void close() {
        for (ZooKeeper client : clients) {
            try {
                client.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
