package io.catena.server.node.operators;

import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.departing.DepartureRefused;
import io.catena.server.rpc.Reply;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.thrift.TException;

/**
 * Carries out operators' orders that block on ZooKeeper, one after the other on a thread of its own, so that no other work
 * waits for them, and they for no question (Q10). At most 64 wait: only callers that may give orders take a place.
 */
public final class OrderDesk implements AutoCloseable {
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
    public OrderDesk(BooleanSupplier connected) {
        this.connected = connected;
    }

    /** What is done on the thread. */
    interface Task<T> {
        T run() throws CoordinationException, DepartureRefused, TException;
    }

    /** @param reply to a caller that may give the order */
    <T> void work(Reply<T> reply, Task<T> task) {
        if (!connected.getAsBoolean()) {
            reply.fail(AdminFailure.noConnection());
            return;
        }
        try {
            blocking.execute(() -> carryOut(reply, task));
        } catch (RejectedExecutionException e) {
            reply.fail(new Unavailable("too many orders of operators wait; try again", UnavailableReason.OVERLOADED));
        }
    }

    private static <T> void carryOut(Reply<T> reply, Task<T> task) {
        T done;
        try {
            done = task.run();
        } catch (CoordinationException | DepartureRefused | TException | RuntimeException e) {
            reply.fail(AdminFailure.told(e));
            return;
        }
        reply.succeed(done);
    }

    @Override
    public void close() {
        blocking.shutdownNow();
    }
}
