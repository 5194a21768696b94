package io.catena.server.node.operators;

import io.catena.server.chain.Origin;
import io.catena.server.chain.Shares;

/**
 * The places in which operators' questions of all kinds wait (Q10), so that what waits is bounded by one number, whatever is asked. The
 * sources share them (Q1). Thread-safe.
 */
final class QuestionPlaces {
    static final int PLACES = 256;

    private final Shares taken = new Shares(PLACES);

    /** Returns whether a place was taken. */
    synchronized boolean take(Origin asker) {
        if (!taken.admits(asker, 1)) {
            return false;
        }
        taken.add(asker, 1);
        return true;
    }

    /** Ends what {@link #take} began. */
    synchronized void giveBack(Origin asker) {
        taken.subtract(asker, 1);
    }
}
