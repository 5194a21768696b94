package io.catena.server.chain;

import java.util.Locale;

/**
 * A rule that the protocol relies on (T1). Checked in production too: a replica that finds one broken must stop, because
 * whatever it did next could be wrong. It speaks of this replica's own state; what another node says is a {@link Claim}.
 */
public final class Invariant {
    private Invariant() {}

    /** Throws {@link Broken} unless the rule holds; the arguments fill the message as in {@link String#format}. */
    public static void check(boolean holds, String rule, Object... arguments) {
        if (!holds) {
            throw new Broken(String.format(Locale.ROOT, rule, arguments));
        }
    }

    /** A broken rule. */
    public static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message);
        }
    }
}
