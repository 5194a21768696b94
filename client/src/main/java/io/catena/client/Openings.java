package io.catena.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The connections that lanes are opening. When a server keeps silent for longer than a head start the others are asked, and
 * if one of them answers first, the silent one is given up. Thread-safe.
 */
final class Openings implements Search.Listener {
    private final Topology topology;
    private final Threads threads;
    private final Search search;
    /** Those that take longer than a head start. */
    private final Set<Opening> overdue = ConcurrentHashMap.newKeySet();

    Openings(Topology topology, Threads threads, Search search) {
        this.topology = topology;
        this.threads = threads;
        this.search = search;
        search.tell(this);
    }

    /** To be closed when the server has answered, or the opening has failed. */
    final class Opening implements AutoCloseable {
        private final Connection connection;
        private Future<?> timer;
        private volatile boolean givenUp;

        private Opening(Connection connection) {
            this.connection = connection;
        }

        /** Another server answered while this one kept silent; the connection is closed. */
        boolean isGivenUp() {
            return givenUp;
        }

        private void becomesOverdue() {
            overdue.add(this);
            search.begin();
        }

        private void giveUp() {
            givenUp = true;
            connection.close();
        }

        @Override
        public void close() {
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
            // The client was closed, or no thread is to be had: the opening ends by its own limit.
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
