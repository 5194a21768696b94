package io.catena.client;

import java.util.concurrent.TimeUnit;

/**
 * Whether calls are to fail at once, because no handshake with any known server succeeds and to repeat them does not help.
 *
 * <p>That is so when one search has asked all known servers, and each of them has failed in a way that lasts
 * ({@link Problem#isLasting}). A server that keeps silent, that takes no connection or closes it without a word, or whose name
 * is unknown may answer later; then calls go on. So does a call that another server can serve: while the nodes are renewed one
 * after the other, those that refuse do no harm.
 *
 * <p>All servers may refuse for a while: files are replaced at both ends, and each end takes the new ones some seconds later.
 * So a client that has had an answer goes on until its servers have refused for {@link #RENEWAL_SECONDS}. One that has had none
 * has been given what does not fit, and fails at once. A verdict holds for {@link #HOLDS_MILLIS}, so that a program that
 * repeats its calls makes few handshakes.
 *
 * <p>Thread-safe. Times are of {@link System#nanoTime}.
 */
final class CommonRefusal {
    /** As long as docs/security.md has operators wait between two steps of a renewal. */
    static final long RENEWAL_SECONDS = 10;

    static final long HOLDS_MILLIS = 1000;

    /**
     * All servers refuse.
     *
     * @param sinceNanos the first search that found it
     * @param lastNanos the last one
     */
    private record Refused(Problem why, long sinceNanos, long lastNanos) {}

    private volatile boolean hadAnAnswer;
    /** Null: not all servers refuse, as far as is known. */
    private volatile Refused refused;

    /** To be called when any server has answered on any connection. */
    void answered() {
        if (!hadAnAnswer) {
            hadAnAnswer = true;
        }
        mayAnswer();
    }

    /** To be called when a search was in vain, but a server may still answer. */
    void mayAnswer() {
        if (refused != null) {
            refused = null;
        }
    }

    /** To be called when a search has found that all servers refuse. */
    void refused(Problem why, long nowNanos) {
        Refused before = refused;
        refused = new Refused(why, before == null ? nowNanos : before.sinceNanos, nowNanos);
    }

    /** Why calls fail at once; null if they are to be tried. */
    Problem verdict(long nowNanos) {
        Refused now = refused;
        boolean holds = now != null && nowNanos - now.lastNanos < TimeUnit.MILLISECONDS.toNanos(HOLDS_MILLIS);
        boolean mayBeRenewal =
                holds && hadAnAnswer && now.lastNanos - now.sinceNanos < TimeUnit.SECONDS.toNanos(RENEWAL_SECONDS);
        return holds && !mayBeRenewal ? now.why : null;
    }
}
