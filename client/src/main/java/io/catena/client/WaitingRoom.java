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
    private final Topology topology;
    private final Threads threads;
    private final ServerSearch serverSearch;
    /** What each call runs when a server may answer again, in the order of arrival. Guarded by this object, like the rest. */
    private final Set<Runnable> waiting = new LinkedHashSet<>();
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

    /**
     * @param goOn runs once, on any thread, if the call must wait: makes an attempt without asking here first; must neither
     *     block nor throw
     * @return false if a server may answer; then nothing is run
     */
    boolean enter(Runnable goOn) {
        if (!topology.nobodyAnswers()) {
            return false;
        }
        boolean first;
        synchronized (this) {
            waiting.add(goOn);
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

    /** Lets one call wait no more, without running anything. */
    synchronized void leave(Runnable goOn) {
        waiting.remove(goOn);
    }

    @Override
    public void searchIsOver(ServerAddress found) {
        synchronized (this) {
            if (waiting.isEmpty()) {
                searches = false;
                searchesInVain = 0;
                return;
            }
            if (found == null && planNext()) {
                return;
            }
        }
        letGo();
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
        List<Runnable> all;
        synchronized (this) {
            all = List.copyOf(waiting);
            waiting.clear();
            searches = false;
            searchesInVain = 0;
        }
        all.forEach(Runnable::run);
    }
}
