package io.catena.server.node.operators;

import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.CoordinationException;
import io.catena.server.coordination.CoordinationException.FormatUnknown;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.SettingsZnode;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.rpc.Reply;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.netty.channel.EventLoop;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and changes the wanted settings of the cluster in ZooKeeper, one request after the other on a thread of its
 * own, so that no other work waits for it. Called on the event loop.
 */
public final class SettingsDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsDesk.class);
    private static final int MOST_WAITING = 64;

    private final SettingsZnode znode;
    private final ChainZnodes chain;
    private final ChainLayout layout;
    private final EventLoop loop;
    private final BooleanSupplier connected;
    private final ThreadPoolExecutor blocking = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> new Thread(task, "catena-settings"));

    /** @param connected whether there is a connection to ZooKeeper */
    public SettingsDesk(
            SettingsZnode znode, ChainZnodes chain, ChainLayout layout, EventLoop loop, BooleanSupplier connected) {
        this.znode = znode;
        this.chain = chain;
        this.layout = layout;
        this.loop = loop;
        this.connected = connected;
    }

    private interface Task {
        SharedSettings run() throws CoordinationException, TException;
    }

    void read(Reply<SettingsReport> reply) {
        work(reply, () -> {
            try {
                return znode.fetch()
                        .orElseThrow(() -> unavailable("none are stored; start a node again, which stores them"));
            } catch (ZooKeeperUnavailable e) {
                throw unavailable(e.getMessage());
            }
        });
    }

    void change(GivenSettings change, Reply<SettingsReport> reply) {
        work(reply, () -> {
            try {
                SharedSettings wanted = znode.change(change, chain);
                LOG.info("an operator has changed the wanted settings: {}", wanted);
                return wanted;
            } catch (IllegalArgumentException e) {
                throw new InvalidRequest(e.getMessage());
            } catch (FormatUnknown e) {
                throw new Refused(e.getMessage(), RefusedReason.FORMAT_UNKNOWN);
            } catch (ZooKeeperUnavailable e) {
                throw new OutcomeUnknown("the change may have been stored: " + e.getMessage()
                        + "; 'catena settings' shows the wanted settings");
            }
        });
    }

    private void work(Reply<SettingsReport> reply, Task task) {
        if (!connected.getAsBoolean()) {
            reply.fail(
                    unavailable("this node has no connection to ZooKeeper, where they are stored; ask another node"));
            return;
        }
        try {
            blocking.execute(() -> carryOut(reply, task));
        } catch (RejectedExecutionException e) {
            reply.fail(new Unavailable(
                    "too many requests for the settings wait; try again", UnavailableReason.OVERLOADED));
        }
    }

    private void carryOut(Reply<SettingsReport> reply, Task task) {
        try {
            SharedSettings wanted = task.run();
            loop.execute(() -> reply.succeed(WireSettings.report(wanted, layout)));
        } catch (MalformedZnode e) {
            reply.fail(unavailable(e.getMessage()));
        } catch (CoordinationException | TException e) {
            reply.fail(e);
        } catch (RuntimeException e) {
            LOG.error("a request about the settings of the cluster failed; the node goes on", e);
            reply.fail(e);
        }
    }

    private static Unavailable unavailable(String why) {
        return new Unavailable("the settings of the cluster: " + why, UnavailableReason.CHANGING);
    }

    @Override
    public void close() {
        blocking.shutdownNow();
    }
}
