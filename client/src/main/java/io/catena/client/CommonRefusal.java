package io.catena.client;

import java.util.concurrent.TimeUnit;

/**
 * Whether calls are to fail before their deadlines, because no handshake with any known server succeeds and to repeat them does
 * not help.
 *
 * <p>A search shows that if it has asked all known servers, and each of them has failed in a way that lasts
 * ({@link Problem#isLasting}). A server that keeps silent, that takes no connection or closes it without a word, or whose name
 * is unknown may answer later; then calls go on. So does a call that another server can serve: while the nodes are renewed one
 * after the other, those that refuse do no harm.
 *
 * <p>One search is not enough. An address may stand for several servers, as that of a load balancer does, or a DNS name; the
 * search may have met the only one that refuses. So searches have to find the same refusal for {@link #AGAIN_MILLIS}, which
 * takes two at least. A search that finds another refusal, or a server that answers or may answer, begins this time anew.
 *
 * <p>All servers may refuse for a while: files are replaced at both ends, and each end takes the new ones some seconds later.
 * So a client that has had an answer goes on until its servers have refused for {@link #RENEWAL_SECONDS}. A refusal that is
 * older than this when the next one is found was of an earlier renewal, and does not count.
 *
 * <p>A verdict holds for {@link #HOLDS_MILLIS}, so that a program that repeats its calls makes few handshakes.
 *
 * <p>Thread-safe. Times are of {@link System#nanoTime}.
 */
final class CommonRefusal {
    /** As long as docs/security.md has operators wait between two steps of a renewal. */
    static final long RENEWAL_SECONDS = 10;

    /** Searches are at most 0.2 s apart, so that about six of them ask each address in this time. */
    static final long AGAIN_MILLIS = 1000;

    static final long HOLDS_MILLIS = 1000;

    /**
     * All servers refuse.
     *
     * @param sinceNanos the first search that found it
     * @param lastNanos the last one
     */
    private record Refused(Problem why, long sinceNanos, long lastNanos) {
        Refused again(Problem now, long nowNanos) {
            boolean isTheSame = now.message().equals(why.message())
                    && nowNanos - lastNanos <= TimeUnit.SECONDS.toNanos(RENEWAL_SECONDS);
            return new Refused(now, isTheSame ? sinceNanos : nowNanos, nowNanos);
        }

        boolean hasLasted(long nanos) {
            return lastNanos - sinceNanos >= nanos;
        }
    }

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
        // Most often there is nothing to forget; so each answer takes no lock.
        if (refused != null) {
            forget();
        }
    }

    private synchronized void forget() {
        refused = null;
    }

    /**
     * To be called when a search has found that all servers refuse.
     *
     * @param why its message is the same if each server refuses as before
     */
    synchronized void refused(Problem why, long nowNanos) {
        refused = refused == null ? new Refused(why, nowNanos, nowNanos) : refused.again(why, nowNanos);
    }

    /** Why calls fail at once; null if they are to be tried. */
    Problem verdict(long nowNanos) {
        Refused now = refused;
        if (now == null || nowNanos - now.lastNanos >= TimeUnit.MILLISECONDS.toNanos(HOLDS_MILLIS)) {
            return null;
        }
        long neededNanos =
                hadAnAnswer ? TimeUnit.SECONDS.toNanos(RENEWAL_SECONDS) : TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS);
        return now.hasLasted(neededNanos) ? now.why : null;
    }
}
