package io.catena.bench.output;

import io.catena.bench.load.LoadProgress;
import java.io.PrintStream;
import java.util.Locale;

/** Shows progress on standard error: on a terminal one line that is overwritten, else one line for each step. */
public final class StudyProgress implements LoadProgress {
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final PrintStream err;
    private final boolean terminal;
    private String step = "";
    private boolean drawn;

    /** @param terminal whether the line can be overwritten */
    public StudyProgress(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** On the standard error of the process; the script that starts the program knows whether that is a terminal. */
    public static StudyProgress system() {
        return new StudyProgress(System.err, Boolean.getBoolean("catena.bench.terminal"));
    }

    /** To be called when a step begins. */
    public void step(String what) {
        step = what;
        if (terminal) {
            draw(what + " ...");
        } else {
            err.println(what);
        }
    }

    @Override
    public void update(String phase, double done, double perSecond) {
        if (terminal) {
            draw(String.format(Locale.ROOT, "%s: %s, %.0f %%, %,.0f/s", step, phase, 100 * done, perSecond));
        }
    }

    private void draw(String line) {
        err.print(CLEAR_LINE + line);
        err.flush();
        drawn = true;
    }

    /** Prints a line that stays on the screen. */
    public void say(String line) {
        clear();
        err.println(line);
    }

    /** Removes the line of progress from the screen. */
    public void clear() {
        if (drawn) {
            err.print(CLEAR_LINE);
            err.flush();
            drawn = false;
        }
    }
}
