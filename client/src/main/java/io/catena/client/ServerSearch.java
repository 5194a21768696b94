package io.catena.client;

import io.catena.thrift.InvalidRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.thrift.TApplicationException;

/**
 * Looks for a server that answers, among all that are known, in the background; one search at a time. It tells the topology
 * what it finds. Thread-safe.
 */
final class ServerSearch {
    /** Within this time TCP repeats a connection request that was lost; a later search makes a new one. */
    private static final long SEARCH_MILLIS = 1000;

    /** Is told the end of each search. Must neither block nor throw. */
    interface Listener {
        /** @param found null if no server answered, or if no search could be made */
        void searchIsOver(ServerAddress found);
    }

    /** Each cluster has it, and its layout tells how many others there are. */
    private static final int FIRST_CHAIN = 1;

    private final Topology topology;
    private final Threads threads;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean underWay = new AtomicBoolean();

    ServerSearch(Topology topology, Threads threads) {
        this.topology = topology;
        this.threads = threads;
    }

    /** A question that every server can answer and whose answer the client needs in any case. */
    static Race.Question<Layout> layoutQuestion(int chain) {
        return (connection, limit) -> {
            Layout told = Layout.of(connection.catena(limit, ReplyBounds.NODES).layout(chain));
            if (told.chain() != chain) {
                throw new TApplicationException("it told the layout of chain " + told.chain() + " and not of " + chain);
            }
            return told;
        };
    }

    void tell(Listener listener) {
        listeners.add(listener);
    }

    /** Begins a search unless one is under way. In both cases the listeners are told its end. */
    void begin() {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.leaders().execute(this::run);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The client was closed, or no thread can be started.
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
            Race.Answer<Layout> answer = new Race<>(
                            layoutQuestion(FIRST_CHAIN), threads.access(), threads.leaders(), deadline)
                    .run(topology.servers());
            topology.learned(answer.content());
            topology.found(answer.server());
            return answer.server();
        } catch (ForbiddenException e) {
            // It answers, and will tell the same to the calls that wait.
            topology.found(e.server());
            return e.server();
        } catch (Race.LostException e) {
            topology.searchedInVain(e.refusal());
            return null;
        } catch (InvalidRequest e) {
            return null;
        }
    }

    private void end(ServerAddress found) {
        underWay.set(false);
        listeners.forEach(listener -> listener.searchIsOver(found));
    }
}
