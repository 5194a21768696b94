package io.catena.server.departing;

import io.catena.server.placement.Departures;
import io.catena.server.runtime.Scheduler;
import java.util.concurrent.TimeUnit;

/**
 * What a node says of itself to those who place chains: that it does not come back, or that it is there (M15). Who has said that it goes
 * does not take it back. That it is there is said until it is written down, or the node goes. That it goes is said once: if it is not
 * written down, the node counts as any that is away.
 */
public final class OwnWord {
    static final long AGAIN_MILLIS = 1_000;

    private final DepartureDirectory directory;
    private final String nodeId;
    private final Scheduler scheduler;
    /** Said on another thread than the rest, perhaps. */
    private volatile boolean goes;
    /** How often the node has come. Belongs to the scheduler. */
    private long comings;

    /** @param scheduler for all that is done so that the node counts as there */
    public OwnWord(DepartureDirectory directory, String nodeId, Scheduler scheduler) {
        this.directory = directory;
        this.nodeId = nodeId;
        this.scheduler = scheduler;
    }

    /**
     * The node is there: to be called whenever it has been registered. Any thread.
     *
     * @param listener is told of the first attempt alone
     */
    public void comes(DepartureChange.Listener listener) {
        scheduler.execute(() -> sayThatItIsThere(++comings, listener));
    }

    private void sayThatItIsThere(long coming, DepartureChange.Listener listener) {
        if (!goes && coming == comings) {
            DepartureChange.begin(directory, new There(), new UntilSaid(coming, listener));
        }
    }

    /**
     * Asked behind each reading: whoever has found what was said by {@link #goes} knows that the node goes. Where chains are to be on the
     * node, it is written in any case: an operator may have read that the node is away, and be about to say that it does not come back
     * (M16).
     */
    private final class There implements DepartureWish {
        @Override
        public Departures of(CarryingSituation before) {
            return goes ? before.departures() : before.departures().come(nodeId);
        }

        @Override
        public boolean isWrittenAnyway(CarryingSituation before) {
            return !goes
                    && before.placed().stream().anyMatch(node -> node.nodeId().equals(nodeId));
        }
    }

    /** Tells what has come of an attempt, and begins the next one if it has failed. */
    private final class UntilSaid implements DepartureChange.Listener {
        private final long coming;
        private final DepartureChange.Listener listener;

        UntilSaid(long coming, DepartureChange.Listener listener) {
            this.coming = coming;
            this.listener = listener;
        }

        @Override
        public void isSaid(Departures departures) {
            listener.isSaid(departures);
        }

        @Override
        public void refused(DepartureRefused why) {
            listener.refused(why);
            again();
        }

        @Override
        public void failed(Exception problem) {
            listener.failed(problem);
            again();
        }

        private void again() {
            scheduler.schedule(
                    TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS), () -> sayThatItIsThere(coming, new Unheard()));
        }
    }

    /** Of the attempts behind the first one. */
    private static final class Unheard implements DepartureChange.Listener {
        @Override
        public void isSaid(Departures departures) {
            // Whoever is concerned reads it.
        }

        @Override
        public void refused(DepartureRefused why) {
            // It is said again.
        }

        @Override
        public void failed(Exception problem) {
            // It is said again.
        }
    }

    /** The node does not come back. */
    public void goes(DepartureChange.Listener listener) {
        goes = true;
        DepartureChange.begin(directory, DepartureWish.goes(nodeId), listener);
    }
}
