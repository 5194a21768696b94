package io.catena.server.departing;

import io.catena.server.placement.Departures;

/**
 * Carries a wish out: what is said of nodes is replaced on condition that nobody else has changed it since it was read, and read again
 * if somebody has, a few times. Whoever calls its port owns it.
 */
public final class DepartureChange {
    private static final int ATTEMPTS = 5;

    private final DepartureDirectory directory;
    private final DepartureWish wish;
    private final Listener listener;

    /** Is told once what has come of the wish. */
    public interface Listener {
        /** What is wished is said, from now on or already before. */
        void isSaid(Departures departures);

        /** Nothing was changed. */
        void refused(DepartureRefused why);

        /** What is said could not be read, or may have been changed. */
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
        directory.read(found -> decide(number, found), listener::failed);
    }

    private void decide(int number, DepartureDirectory.Found found) {
        Departures next;
        try {
            next = wish.of(found.situation());
        } catch (DepartureRefused why) {
            listener.refused(why);
            return;
        }
        if (next.equals(found.situation().departures()) && !wish.isWrittenAnyway(found.situation())) {
            listener.isSaid(next);
        } else {
            directory.replace(found, next, done -> wrote(number, done, next), listener::failed);
        }
    }

    private void wrote(int number, boolean done, Departures next) {
        if (done) {
            listener.isSaid(next);
        } else if (number < ATTEMPTS) {
            attempt(number + 1);
        } else {
            listener.refused(new DepartureRefused(
                    DepartureRefused.Reason.OVERTAKEN,
                    "others have changed which nodes are to carry nothing " + ATTEMPTS + " times in a row; try again"));
        }
    }
}
