package io.catena.server.node.operators;

import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.rpc.Reply;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out operators' requests that block on ZooKeeper, one after the other on a thread of its own, so that no other work
 * waits for them. At most 64 wait.
 */
public final class ZooKeeperDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperDesk.class);
    private static final int MOST_WAITING = 64;

    private final BooleanSupplier connected;
    private final ThreadPoolExecutor blocking = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> new Thread(task, "catena-operators"));

    /** @param connected whether there is a connection to ZooKeeper */
    public ZooKeeperDesk(BooleanSupplier connected) {
        this.connected = connected;
    }

    /** What is done on the thread. */
    interface Task<T> {
        T run() throws CoordinationException, TException;
    }

    <T> void work(Reply<T> reply, Task<T> task) {
        if (!connected.getAsBoolean()) {
            reply.fail(new Unavailable(
                    "this node has no connection to ZooKeeper, where that is stored; ask another node",
                    UnavailableReason.CHANGING));
            return;
        }
        try {
            blocking.execute(() -> carryOut(reply, task));
        } catch (RejectedExecutionException e) {
            reply.fail(new Unavailable("too many requests of operators wait; try again", UnavailableReason.OVERLOADED));
        }
    }

    private static <T> void carryOut(Reply<T> reply, Task<T> task) {
        try {
            reply.succeed(task.run());
        } catch (MalformedZnode e) {
            reply.fail(new Unavailable(e.getMessage(), UnavailableReason.CHANGING));
        } catch (CoordinationException | TException e) {
            reply.fail(e);
        } catch (RuntimeException e) {
            LOG.error("a request of an operator failed; the node goes on", e);
            reply.fail(e);
        }
    }

    @Override
    public void close() {
        blocking.shutdownNow();
    }
}
