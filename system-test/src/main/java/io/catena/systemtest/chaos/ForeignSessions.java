package io.catena.systemtest.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Ends ZooKeeper sessions of nodes. */
final class ForeignSessions {
    private static final String NODES = "/catena/default/nodes";
    private static final int CONNECT_SECONDS = 3;
    /** A server derives the password of a session from its id and this number, see ZooKeeperServer.generatePasswd. */
    private static final long SECRET = 0XB3415C00L;

    private final String addresses;
    /** Null if everybody may read the nodes' znodes. */
    private final String secret;

    ForeignSessions(String addresses, String secret) {
        this.addresses = addresses;
        this.secret = secret;
    }

    /** The sessions by which nodes are registered; empty if ZooKeeper does not answer. */
    List<Long> ofNodes() {
        List<Long> sessions = new ArrayList<>();
        try (Connected zookeeper = new Connected(0)) {
            for (String node : zookeeper.client.getChildren(NODES, false)) {
                Stat stat = zookeeper.client.exists(NODES + "/" + node, false);
                if (stat != null) {
                    sessions.add(stat.getEphemeralOwner());
                }
            }
        } catch (IOException | KeeperException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sessions;
    }

    /** Expires the session. Does nothing if ZooKeeper does not answer. */
    void end(long session) {
        // This client takes the session over; closing it ends the session for its owner too.
        try (Connected taken = new Connected(session)) {
            taken.client.getState();
        } catch (IOException e) {
            return; // ZooKeeper does not answer, so no session can be ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Connected implements AutoCloseable {
        private final ZooKeeper client;

        /** @param session 0 for a new one */
        Connected(long session) throws IOException, InterruptedException {
            CountDownLatch connected = new CountDownLatch(1);
            Watcher watcher = event -> {
                if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                    connected.countDown();
                }
            };
            client = session == 0
                    ? new ZooKeeper(addresses, 5_000, watcher)
                    : new ZooKeeper(addresses, 5_000, watcher, session, passwordOf(session));
            if (!connected.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
                client.close();
                throw new IOException("no connection to ZooKeeper at " + addresses);
            }
            if (secret != null) {
                client.addAuthInfo("digest", secret.getBytes(StandardCharsets.UTF_8));
            }
        }

        private static byte[] passwordOf(long session) {
            byte[] password = new byte[16];
            new Random(session ^ SECRET).nextBytes(password);
            return password;
        }

        @Override
        public void close() {
            try {
                client.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
