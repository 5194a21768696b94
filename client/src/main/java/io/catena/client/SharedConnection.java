package io.catena.client;

import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Unavailable;
import io.catena.thrift.catenaConstants;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;

/**
 * A connection to one server, which queues share. The first leader that needs it makes it; others that need it meanwhile wait
 * for that, and share its outcome. Thread-safe.
 */
final class SharedConnection {
    private static final long CONNECT_MILLIS = 500;

    /** There is no connection, and nothing was sent. */
    static final class Unconnected extends Exception {
        private final transient Problem problem;

        Unconnected(Problem problem) {
            super(null, null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    private final ServerAddress address;
    private final Topology topology;
    private final Threads threads;
    private final PendingConnections pendingConnections;
    /** Null: none. Guarded by this object, as is all that follows. */
    private Connection connection;
    /** Null: no leader makes one. */
    private CompletableFuture<Connection> making;
    /** The one that is being made; null: none. */
    private Connection unfinished;

    private int users;
    private boolean closed;

    SharedConnection(ServerAddress address, Topology topology, Threads threads, PendingConnections pendingConnections) {
        this.address = address;
        this.topology = topology;
        this.threads = threads;
        this.pendingConnections = pendingConnections;
    }

    ServerAddress address() {
        return address;
    }

    /** To be called before it is used; {@link #leave} must follow. */
    synchronized void enter() {
        users++;
    }

    synchronized void leave() {
        users--;
    }

    /** @return false if it is in use; otherwise it can be used again, and is made anew */
    synchronized boolean disconnectIfUnused() {
        if (users > 0) {
            return false;
        }
        disconnect(connection);
        return true;
    }

    /**
     * The connection. If it must be made, the server has answered on it, and the layout of the chain is as it told.
     *
     * @throws Forbidden if the server does not know who calls
     */
    Connection open(ChainRoute chain, Deadline limit) throws Unconnected, Forbidden {
        CompletableFuture<Connection> made;
        Connection mine = null;
        synchronized (this) {
            if (connection != null) {
                return connection;
            }
            if (making == null) {
                making = new CompletableFuture<>();
                mine = threads.access().newConnection(address);
                unfinished = mine;
                if (closed) {
                    mine.close();
                }
            }
            made = making;
        }
        return mine == null ? await(made, limit) : make(mine, made, chain, limit);
    }

    private Connection make(Connection mine, CompletableFuture<Connection> made, ChainRoute chain, Deadline limit)
            throws Unconnected, Forbidden {
        Throwable failure = new IllegalStateException("the thread that made the connection ended");
        try {
            connect(mine, chain, limit);
            failure = null;
            return mine;
        } catch (Unconnected | Forbidden | RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            finish(failure == null ? mine : null);
            if (failure == null) {
                made.complete(mine);
            } else {
                mine.close();
                made.completeExceptionally(failure);
            }
        }
    }

    private synchronized void finish(Connection usable) {
        connection = usable;
        unfinished = null;
        making = null;
    }

    /** Returns when the server has answered on the connection, so that no call waits long for a server that only accepts. */
    private void connect(Connection open, ChainRoute chain, Deadline limit) throws Unconnected, Forbidden {
        try (PendingConnections.Opening opening = pendingConnections.begin(open)) {
            try {
                open.connect(limit.earlierOf(Deadline.afterMillis(CONNECT_MILLIS)), limit);
                if (!refreshLayout(open, chain, limit)) {
                    learn(askForLayout(open, chain, limit));
                }
                if (!opening.succeeds()) {
                    throw new TApplicationException("its answer came too late");
                }
                topology.answered();
            } catch (Forbidden e) {
                throw e;
            } catch (TException e) {
                throw new Unconnected(
                        opening.isGivenUp() ? Problem.silentUnlikeOthers(address) : Problem.cannotConnect(address, e));
            }
        }
    }

    private void learn(Layout told) {
        if (told != null) {
            topology.learned(told);
        }
    }

    private Connection await(CompletableFuture<Connection> made, Deadline limit) throws Unconnected, Forbidden {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return made.get(Math.max(0, limit.remainingNanos()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // A thread that connects cannot be interrupted either, and the limit is near.
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw new Unconnected(Problem.silent(address));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unconnected unconnected) {
                throw unconnected;
            }
            if (e.getCause() instanceof Forbidden forbidden) {
                throw forbidden;
            }
            throw new Unconnected(Problem.cannotConnect(address, new TTransportException(e.getCause())));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Asks for the chain's layout if what is known of it may be old, and no other leader asks.
     *
     * @return false if the server was not asked
     */
    boolean refreshLayout(Connection open, ChainRoute chain, Deadline limit) throws TException {
        if (!chain.claimRefresh()) {
            return false;
        }
        Layout learned = null;
        try {
            learned = askForLayout(open, chain, limit);
        } finally {
            chain.refreshed(learned);
        }
        return true;
    }

    /** As long as it is not known how many chains there are, nothing is sent: the first server that is asked must tell. */
    void learnChains(Connection open, Deadline limit) throws TException {
        if (topology.chains() == 0) {
            topology.learned(
                    ServerSearch.layoutQuestion(catenaConstants.DEFAULT_CHAIN).ask(open, limit));
        }
    }

    /** Null if the server does not tell; the batch itself will hear so too. */
    private static Layout askForLayout(Connection open, ChainRoute chain, Deadline limit) throws TException {
        try {
            return ServerSearch.layoutQuestion(chain.number()).ask(open, limit);
        } catch (Unavailable | InvalidRequest | Forbidden e) {
            return null;
        }
    }

    /** To be called when the connection has failed; one that was made since then stays. */
    synchronized void disconnect(Connection broken) {
        if (connection == broken) {
            connection = null;
        }
        if (broken != null) {
            broken.close();
        }
    }

    /** Ends all calls under way; no connection is made any more. */
    synchronized void close() {
        closed = true;
        disconnect(connection);
        if (unfinished != null) {
            unfinished.close();
        }
    }
}
