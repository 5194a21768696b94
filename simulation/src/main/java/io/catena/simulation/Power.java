package io.catena.simulation;

import java.io.IOException;

/** Tells what changes a machine's disk whether the change still happens. */
final class Power {
    /** The power has failed: nothing of the process goes on. */
    static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cut() {
            super("the power has failed", null, false, false);
        }
    }

    private static final int ENDLESS = Integer.MAX_VALUE;

    private int changesLeft = ENDLESS;
    private boolean cut;

    /** It fails in the midst of a change, when so many others have been made. */
    void cutAfter(int changes) {
        changesLeft = changes;
        cut = true;
    }

    /** The disk takes nothing any more, while the process goes on. */
    void diskFails() {
        changesLeft = 0;
        cut = false;
    }

    void on() {
        changesLeft = ENDLESS;
    }

    /** Whether the change that is being made is not finished. Then {@link #end} is next. */
    boolean failsNow() {
        if (changesLeft == ENDLESS) {
            return false;
        }
        if (changesLeft > 0) {
            changesLeft--;
            return false;
        }
        return true;
    }

    /** What becomes of whoever makes a change that is not finished. */
    IOException end() {
        if (cut) {
            throw new Cut();
        }
        return new IOException("the disk takes nothing");
    }
}
