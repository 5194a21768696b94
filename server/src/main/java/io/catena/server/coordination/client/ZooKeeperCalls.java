package io.catena.server.coordination.client;

import io.catena.server.coordination.client.CoordinationException.AccessDenied;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of ZooKeeper that Catena uses. Their outcomes are told apart: done, refused because of an unexpected state,
 * or unknown because the connection broke. Every call blocks for at most about two connection attempts. Thread-safe.
 *
 * <p>Curator repeats a call once after a lost connection, so a refusal may be caused by the success of the first
 * attempt. A caller that is refused must read again and compare, as {@link ConditionalWrite} does.
 */
public final class ZooKeeperCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperCalls.class);

    private static final long SAY_REFUSALS_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final CuratorFramework client;
    private final Optional<ZooKeeperIdentity> identity;
    private final AtomicLong refusalSaidNanos = new AtomicLong(System.nanoTime() - SAY_REFUSALS_EVERY_NANOS);

    /** @param identity as whom the client comes; empty if as nobody */
    public ZooKeeperCalls(CuratorFramework client, Optional<ZooKeeperIdentity> identity) {
        this.client = client;
        this.identity = identity;
    }

    /** The content and metadata of a znode, as they were read. */
    public record Znode(byte[] data, Stat stat) {}

    /** The outcome of a transaction: the number of the first operation that was refused, or the results of all. */
    public record Transaction(int failedOperation, List<CuratorTransactionResult> results) {
        public boolean done() {
            return failedOperation < 0;
        }
    }

    /** A call of Curator, which declares to throw any exception. */
    private interface Call<T> {
        T run() throws Exception;
    }

    /**
     * Later reads of this session are not older than the moment of this call; without it a new connection could be to a
     * server that lags behind the previous one. The answer is not waited for, because ZooKeeper carries out a session's
     * requests in their order.
     */
    public void catchUp(String path) throws ZooKeeperUnavailable {
        call("catch up on " + path, () -> client.sync().forPath(path));
    }

    public Optional<Znode> read(String path) throws ZooKeeperUnavailable {
        return call("read " + path, () -> {
            try {
                Stat stat = new Stat();
                byte[] data = client.getData().storingStatIn(stat).forPath(path);
                return Optional.of(new Znode(data == null ? new byte[0] : data, stat));
            } catch (KeeperException.NoNodeException e) {
                return Optional.empty();
            }
        });
    }

    /** Many reads in the time of one; all together take at most about one connection attempt. */
    public PipelinedReads pipelined() throws ZooKeeperUnavailable {
        return call(
                "read",
                () -> new PipelinedReads(
                        client.getZookeeperClient().getZooKeeper(),
                        client.getZookeeperClient().getConnectionTimeoutMs()));
    }

    public Optional<Stat> stat(String path) throws ZooKeeperUnavailable {
        return call(
                "look at " + path,
                () -> Optional.ofNullable(client.checkExists().forPath(path)));
    }

    /** Who may do what to the znode; empty if it is missing. */
    public List<ACL> acl(String path) throws ZooKeeperUnavailable {
        return call("read who may use " + path, () -> {
            try {
                return client.getACL().forPath(path);
            } catch (KeeperException.NoNodeException e) {
                return List.of();
            }
        });
    }

    /** Returns whether it was set; false if the znode is missing. */
    public boolean setAcl(String path, List<ACL> acl) throws ZooKeeperUnavailable {
        return call("set who may use " + path, () -> {
            try {
                client.setACL().withACL(acl).forPath(path);
                return true;
            } catch (KeeperException.NoNodeException e) {
                return false;
            }
        });
    }

    /** The names of the children; empty also if the parent is missing. */
    public List<String> children(String path) throws ZooKeeperUnavailable {
        return call("list " + path, () -> {
            try {
                return client.getChildren().forPath(path);
            } catch (KeeperException.NoNodeException e) {
                return List.of();
            }
        });
    }

    /** Returns whether this call has created it; false if it exists, or if its parent is missing. */
    public boolean create(String path, byte[] data, CreateMode mode) throws ZooKeeperUnavailable {
        return call("create " + path, () -> {
            try {
                client.create().withMode(mode).forPath(path, data);
                return true;
            } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
                return false;
            }
        });
    }

    /** Returns whether exactly this version was deleted. */
    public boolean delete(String path, int version) throws ZooKeeperUnavailable {
        return call("delete " + path, () -> {
            try {
                client.delete().withVersion(version).forPath(path);
                return true;
            } catch (KeeperException.NoNodeException | KeeperException.BadVersionException e) {
                return false;
            }
        });
    }

    /** Carries out all operations or none. */
    public Transaction commit(CuratorOp... operations) throws ZooKeeperUnavailable {
        return call("write", () -> {
            try {
                return new Transaction(-1, client.transaction().forOperations(operations));
            } catch (KeeperException.NoNodeException
                    | KeeperException.NodeExistsException
                    | KeeperException.BadVersionException e) {
                return new Transaction(failedOperation(e), List.of());
            }
        });
    }

    public CuratorOp createOperation(String path, byte[] data, CreateMode mode) throws ZooKeeperUnavailable {
        return call(
                "create " + path,
                () -> client.transactionOp().create().withMode(mode).forPath(path, data));
    }

    public CuratorOp setOperation(String path, int version, byte[] data) throws ZooKeeperUnavailable {
        return call(
                "write " + path,
                () -> client.transactionOp().setData().withVersion(version).forPath(path, data));
    }

    public CuratorOp deleteOperation(String path, int version) throws ZooKeeperUnavailable {
        return call(
                "delete " + path,
                () -> client.transactionOp().delete().withVersion(version).forPath(path));
    }

    public CuratorOp checkOperation(String path, int version) throws ZooKeeperUnavailable {
        return call(
                "check " + path,
                () -> client.transactionOp().check().withVersion(version).forPath(path));
    }

    public void watch(String path, AddWatchMode mode, Watcher watcher) throws ZooKeeperUnavailable {
        call("watch " + path, () -> {
            client.watchers().add().withMode(mode).usingWatcher(watcher).forPath(path);
            return null;
        });
    }

    /** Ends a watch that {@link #watch} has set, if it still exists. */
    public void unwatch(String path, Watcher watcher) throws ZooKeeperUnavailable {
        call("end watching " + path, () -> {
            try {
                client.watchers()
                        .remove(watcher)
                        .ofType(Watcher.WatcherType.Any)
                        .forPath(path);
            } catch (KeeperException.NoWatcherException e) {
                return false;
            }
            return true;
        });
    }

    /** The id of the client's present session. */
    public long sessionId() throws ZooKeeperUnavailable {
        return call(
                "ask for the session",
                () -> client.getZookeeperClient().getZooKeeper().getSessionId());
    }

    /** Whether ZooKeeper's client has a connection, independent of Curator's state. */
    public boolean isServed() {
        try {
            return client.getZookeeperClient().getZooKeeper().getState().isConnected();
        } catch (Exception e) {
            LOG.debug("cannot find out whether there is a connection", e);
            return false;
        }
    }

    /** Closes the connection with its session, and opens another. */
    public void connectAnew() {
        try {
            client.getZookeeperClient().reset();
        } catch (Exception e) {
            LOG.warn("cannot open a new connection to ZooKeeper: {}", String.valueOf(e));
        }
    }

    /** The session timeout that ZooKeeper has granted, in milliseconds. */
    public int sessionTimeoutMillis() throws ZooKeeperUnavailable {
        return call(
                "ask for the session",
                () -> client.getZookeeperClient().getZooKeeper().getSessionTimeout());
    }

    private static int failedOperation(KeeperException e) {
        List<OpResult> results = e.getResults();
        for (int i = 0; results != null && i < results.size(); i++) {
            if (results.get(i) instanceof OpResult.ErrorResult error
                    && error.getErr() == e.code().intValue()) {
                return i;
            }
        }
        return 0;
    }

    private <T> T call(String what, Call<T> call) throws ZooKeeperUnavailable {
        try {
            return call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ZooKeeperUnavailable("interrupted when about to " + what, e);
        } catch (KeeperException.NoAuthException e) {
            throw denied(what, e);
        } catch (Exception e) {
            throw new ZooKeeperUnavailable(
                    "ZooKeeper did not " + what + ": " + e.getMessage() + "; check that it runs and can be reached", e);
        }
    }

    /** A node that has started repeats what is refused, and its callers say nothing of that: so the log says it here. */
    private AccessDenied denied(String what, Exception cause) {
        String message = "ZooKeeper did not " + what + ": the znode's access control list does not permit it (NoAuth); "
                + identity.map(known -> "check that --zookeeper-auth-file " + known
                                + " holds the user and the password of the cluster's other"
                                + " nodes, or choose another path")
                        .orElse("the cluster's znodes are kept for an identity: start this node with the"
                                + " --zookeeper-auth-file of the other nodes, or choose another path")
                + " with --zookeeper HOST:PORT/PATH";
        long nowNanos = System.nanoTime();
        long saidNanos = refusalSaidNanos.get();
        if (nowNanos - saidNanos >= SAY_REFUSALS_EVERY_NANOS && refusalSaidNanos.compareAndSet(saidNanos, nowNanos)) {
            LOG.error("{}", message);
        }
        return new AccessDenied(message, cause);
    }
}
