package io.catena.simulation.disk;

import java.io.IOException;

/** Tells what changes a machine's disk whether the change still happens. */
public final class Power {
    /** The power has failed: nothing of the process goes on. */
    public static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cut() {
            super("the power has failed", null, false, false);
        }
    }

    private static final int ENDLESS = Integer.MAX_VALUE;

    private int changesLeft = ENDLESS;
    private boolean cut;

    /** It fails in the midst of a change, when so many others have been made. */
    public void cutAfter(int changes) {
        changesLeft = changes;
        cut = true;
    }

    /** The disk takes nothing any more, while the process goes on. */
    public void diskFails() {
        changesLeft = 0;
        cut = false;
    }

    public void on() {
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

    /** What becomes of a change that is not finished. */
    IOException end() {
        if (cut) {
            throw new Cut();
        }
        return new IOException("the disk takes nothing");
    }
}
