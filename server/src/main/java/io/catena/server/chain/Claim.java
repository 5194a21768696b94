package io.catena.server.chain;

import java.util.Locale;

/**
 * Something that a message of another node says. The message is checked as a whole before anything follows from it: a
 * message of which one claim cannot be true changes nothing, and costs its sender the link (T2). That is the difference
 * to an {@link Invariant}, which speaks of this replica's own state (T1).
 */
final class Claim {
    /** Seqs stay below this, so that no version made of one overflows. */
    static final long MAX_SEQ = 1L << 46;

    private Claim() {}

    /**
     * Throws {@link Wrong} unless the claim may be true.
     *
     * @param otherwise what is wrong with it, as in {@link String#format}; text from outside is escaped
     */
    static void check(boolean mayBeTrue, String otherwise, Object... arguments) {
        if (!mayBeTrue) {
            Object[] escaped = new Object[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                escaped[i] = arguments[i] instanceof Number ? arguments[i] : Escaped.of(arguments[i]);
            }
            throw new Wrong(String.format(Locale.ROOT, otherwise, escaped));
        }
    }

    /** Checks that a number can be a seq; 0 stands for none. */
    static void isSeq(long seq, String what) {
        check(seq >= 0 && seq < MAX_SEQ, "%s is %d, which is no seq", what, seq);
    }

    /** A message of which a claim cannot be true. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Wrong(String message) {
            super(message);
        }
    }
}
