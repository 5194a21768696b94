package io.catena.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The connections that batch queues are opening. When a server keeps silent for longer than a head start, the other servers are
 * asked. If one of them answers first, the connection to the silent one is given up. Thread-safe.
 */
final class PendingConnections implements ServerSearch.Listener {
    private final Topology topology;
    private final Threads threads;
    private final ServerSearch serverSearch;
    /** Openings that take longer than a head start. */
    private final Set<Opening> overdue = ConcurrentHashMap.newKeySet();

    PendingConnections(Topology topology, Threads threads, ServerSearch serverSearch) {
        this.topology = topology;
        this.threads = threads;
        this.serverSearch = serverSearch;
        serverSearch.tell(this);
    }

    /** To be closed when the server has answered, or the opening has failed. */
    final class Opening implements AutoCloseable {
        private final Connection connection;
        private Future<?> timer;
        private boolean givenUp;
        /** If set, the timer, which may run at the same moment, must not touch the connection. */
        private boolean over;

        private Opening(Connection connection) {
            this.connection = connection;
        }

        /** Whether another server answered while this one kept silent; the connection is closed then. */
        synchronized boolean isGivenUp() {
            return givenUp;
        }

        /**
         * To be called when the server has answered.
         *
         * @return false if it was given up before
         */
        synchronized boolean succeeds() {
            over = true;
            return !givenUp;
        }

        /** To be called when the head start is over. */
        void becomesOverdue() {
            synchronized (this) {
                if (over) {
                    return;
                }
                overdue.add(this);
            }
            serverSearch.begin();
        }

        private synchronized void giveUp() {
            if (!over) {
                givenUp = true;
                connection.close();
            }
        }

        @Override
        public synchronized void close() {
            over = true;
            if (timer != null) {
                timer.cancel(false);
            }
            overdue.remove(this);
        }
    }

    Opening begin(Connection connection) {
        Opening opening = new Opening(connection);
        if (!topology.hasChoice()) {
            return opening;
        }
        try {
            opening.timer =
                    threads.timer().schedule(opening::becomesOverdue, Race.HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The client was closed, or no thread can be started: the opening ends at its own limit.
            opening.timer = null;
        }
        return opening;
    }

    @Override
    public void searchIsOver(ServerAddress found) {
        if (found == null) {
            return;
        }
        for (Opening opening : overdue) {
            if (!opening.connection.address().equals(found) && overdue.remove(opening)) {
                opening.giveUp();
            }
        }
    }
}
