package io.catena.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Where calls wait while no known server answers. One search after the other is made for all of them, with growing pauses,
 * so that thousands of calls cost no more than one. Thread-safe.
 */
final class WaitingRoom implements ServerSearch.Listener {
    /** A call that waits. One of its methods is run, once, on any thread; neither may block or throw. */
    interface Guest {
        /** A server may answer again: makes an attempt without asking here first. */
        void goOn();

        /** All servers refuse, and to try again does not help: ends the call. */
        void refused(Problem why);
    }

    private final Topology topology;
    private final Threads threads;
    private final ServerSearch serverSearch;
    /** In the order of arrival. Guarded by this object, like the rest. */
    private final Set<Guest> waiting = new LinkedHashSet<>();
    /** A search for the calls that wait has begun or is planned. */
    private boolean searches;

    private boolean nextIsPlanned;
    private int searchesInVain;

    WaitingRoom(Topology topology, Threads threads, ServerSearch serverSearch) {
        this.topology = topology;
        this.threads = threads;
        this.serverSearch = serverSearch;
        serverSearch.tell(this);
    }

    /** @return false if a server may answer; then the call is told nothing */
    boolean enter(Guest guest) {
        if (!topology.nobodyAnswers()) {
            return false;
        }
        Problem refusal = topology.commonRefusal();
        if (refusal != null) {
            guest.refused(refusal);
            return true;
        }
        boolean first;
        synchronized (this) {
            waiting.add(guest);
            first = !searches;
            searches = true;
        }
        if (first) {
            serverSearch.begin();
        }
        return true;
    }

    /** Why calls wait; null if that is not known. */
    Problem why() {
        return topology.latestDeath();
    }

    /** Lets one call wait no more, without telling it anything. */
    synchronized void leave(Guest guest) {
        waiting.remove(guest);
    }

    @Override
    public void searchIsOver(ServerAddress found) {
        Problem refusal = found == null ? topology.commonRefusal() : null;
        synchronized (this) {
            if (waiting.isEmpty()) {
                searches = false;
                searchesInVain = 0;
                return;
            }
            if (found == null && refusal == null && planNext()) {
                return;
            }
        }
        if (refusal == null) {
            letGo();
        } else {
            empty().forEach(guest -> guest.refused(refusal));
        }
    }

    private boolean planNext() {
        if (nextIsPlanned) {
            return true;
        }
        searchesInVain++;
        try {
            threads.timer().schedule(this::next, Backoff.pauseNanos(searchesInVain), TimeUnit.NANOSECONDS);
            nextIsPlanned = true;
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The client was closed, or no thread can be started: each call makes its own attempt.
            return false;
        }
    }

    private void next() {
        synchronized (this) {
            nextIsPlanned = false;
        }
        serverSearch.begin();
    }

    /** Lets all calls go on that wait. */
    void letGo() {
        empty().forEach(Guest::goOn);
    }

    private synchronized List<Guest> empty() {
        List<Guest> all = List.copyOf(waiting);
        waiting.clear();
        searches = false;
        searchesInVain = 0;
        return all;
    }
}
