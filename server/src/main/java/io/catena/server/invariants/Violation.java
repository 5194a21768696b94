package io.catena.server.invariants;

import java.util.Locale;

/** An invariant is broken. An error, so that nothing that survives exceptions survives it. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;
    private final String check;

    /**
     * Names what is broken.
     *
     * @param check the check that found it, in a few words
     */
    public Violation(String check, String format, Object... arguments) {
        super(check + ": " + String.format(Locale.ROOT, format, arguments));
        this.check = check;
    }

    public static void check(boolean holds, String name, String broken, Object... arguments) {
        if (!holds) {
            throw new Violation(name, broken, arguments);
        }
    }

    public String check() {
        return check;
    }
}
