package io.catena.client;

import io.catena.thrift.InvalidRequest;
import io.catena.thrift.catenaConstants;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks for a server that answers, among all that are known, in the background; one search at a time. What it finds goes
 * into the topology. Thread-safe.
 */
final class Search {
    /** A connection request that was lost has been made again by then, and a new search makes a new one. */
    private static final long SEARCH_MILLIS = 1000;

    /** Who wants to know. Must neither block nor throw. */
    interface Listener {
        /** @param found null: none answered, or no search could be made */
        void searchIsOver(ServerAddress found);
    }

    private final Topology topology;
    private final Threads threads;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean underWay = new AtomicBoolean();

    Search(Topology topology, Threads threads) {
        this.topology = topology;
        this.threads = threads;
    }

    /** What every server can answer, and what the client needs to know anyway. */
    static Race.Question<Layout> layoutQuestion() {
        return (connection, limit) ->
                Layout.of(connection.catena(limit, ReplyBounds.NODES).layout(catenaConstants.DEFAULT_CHAIN));
    }

    void tell(Listener listener) {
        listeners.add(listener);
    }

    /** Unless one is under way; its end is told either way. */
    void begin() {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.leaders().execute(this::run);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The client was closed, or no thread is to be had.
            end(null);
        }
    }

    private void run() {
        ServerAddress found = null;
        try {
            found = find();
        } finally {
            end(found);
        }
    }

    private ServerAddress find() {
        Deadline deadline = Deadline.afterMillis(SEARCH_MILLIS);
        try {
            Race.Answer<Layout> answer =
                    new Race<>(layoutQuestion(), threads.names(), threads.leaders(), deadline).run(topology.servers());
            topology.learned(answer.content());
            topology.served(answer.server());
            return answer.server();
        } catch (Race.LostException | InvalidRequest e) {
            return null;
        }
    }

    private void end(ServerAddress found) {
        underWay.set(false);
        listeners.forEach(listener -> listener.searchIsOver(found));
    }
}
