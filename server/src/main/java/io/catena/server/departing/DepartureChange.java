package io.catena.server.departing;

import io.catena.server.departing.DepartureDirectory.Replaced;
import io.catena.server.placement.Departures;

/**
 * Carries a wish out: what is said of nodes is replaced on condition that nobody else has changed it since it was read, nor where the
 * chains are to be, and read again if somebody has, a few times. Whoever calls its port owns it.
 */
public final class DepartureChange {
    private static final int ATTEMPTS = 5;

    private final DepartureDirectory directory;
    private final DepartureWish wish;
    private final Listener listener;
    /** Whether an attempt may have written it down before others have changed that. */
    private boolean wasPerhapsSaid;

    /** Is told once what has come of the wish. */
    public interface Listener {
        /** What is wished is said, from now on or already before. */
        void isSaid(Departures departures);

        /** Nothing was changed. */
        void refused(DepartureRefused why);

        /** Nothing was changed: what is said could not be read, or may not be changed. Not told apart from the next one by default. */
        default void unavailable(Exception problem) {
            failed(problem);
        }

        /** What is said may have been changed. */
        void failed(Exception problem);
    }

    private DepartureChange(DepartureDirectory directory, DepartureWish wish, Listener listener) {
        this.directory = directory;
        this.wish = wish;
        this.listener = listener;
    }

    public static void begin(DepartureDirectory directory, DepartureWish wish, Listener listener) {
        new DepartureChange(directory, wish, listener).attempt(1);
    }

    private void attempt(int number) {
        directory.read(found -> decide(number, found), this::giveUp);
    }

    private void decide(int number, DepartureDirectory.Found found) {
        Departures next;
        try {
            next = wish.of(found.situation());
        } catch (DepartureRefused why) {
            refuse(why);
            return;
        }
        if (next.equals(found.situation().departures()) && !wish.isWrittenAnyway(found.situation())) {
            listener.isSaid(next);
        } else {
            directory.replace(found, next, replaced -> wrote(number, replaced, next));
        }
    }

    private void wrote(int number, Replaced replaced, Departures next) {
        if (replaced instanceof Replaced.Done) {
            listener.isSaid(next);
        } else if (replaced instanceof Replaced.Unknown unknown) {
            listener.failed(unknown.problem());
        } else if (replaced instanceof Replaced.Denied denied) {
            giveUp(denied.problem());
        } else {
            overtaken(number, replaced instanceof Replaced.Unsure);
        }
    }

    private void overtaken(int number, boolean unsure) {
        wasPerhapsSaid |= unsure;
        if (number < ATTEMPTS) {
            attempt(number + 1);
        } else {
            refuse(new DepartureRefused(
                    DepartureRefused.Reason.OVERTAKEN,
                    "others have changed which nodes are to carry nothing, or where the chains are to be, " + ATTEMPTS
                            + " times in a row; try again"));
        }
    }

    private void giveUp(Exception problem) {
        if (wasPerhapsSaid) {
            listener.failed(problem);
        } else {
            listener.unavailable(problem);
        }
    }

    private void refuse(DepartureRefused why) {
        if (wasPerhapsSaid) {
            listener.failed(why);
        } else {
            listener.refused(why);
        }
    }
}
