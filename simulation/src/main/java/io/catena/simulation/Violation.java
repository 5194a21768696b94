package io.catena.simulation;

import java.util.Locale;

/** A rule is broken, and the run is over: an error, so that nothing that survives exceptions survives it. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;
    private final String check;

    /**
     * Names what is broken.
     *
     * @param check the check that found it, in a few words
     */
    Violation(String check, String format, Object... arguments) {
        super(check + ": " + String.format(Locale.ROOT, format, arguments));
        this.check = check;
    }

    String check() {
        return check;
    }
}
