package io.catena.client;

import io.catena.client.UnavailableException.Reason;
import io.catena.thrift.Forbidden;

/** How an operation failed. The exception is made by the thread that throws it, so that its stack trace is the caller's. */
interface Ending {
    /** Why a client stops trying. */
    enum GivenUp {
        DEADLINE(Reason.DEADLINE, "no answer within %d ms"),
        INTERRUPTED(Reason.INTERRUPTED, "the calling thread was interrupted"),
        CLOSED(Reason.CLOSED, "the client was closed"),
        NO_SERVER_BY_TLS(Reason.TLS, "no known server and this client come together by TLS"),
        NO_MEMORY(
                Reason.OVERLOADED,
                "this process had no memory left for the reply; give it more, or have fewer or smaller calls under way"),
        NO_THREAD(Reason.OVERLOADED, "this process could not start a thread for it; run fewer, or allow more");

        private final Reason reason;
        private final String words;

        GivenUp(Reason reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        private String words(long timeoutMillis) {
            return words.replace("%d", Long.toString(timeoutMillis));
        }
    }

    CatenaException exception();

    /**
     * @param doubt why an attempt may have been done; null if that attempt is still under way
     * @param since why the latest attempt after that one was certainly not done; null if there was none
     */
    static Ending unknown(GivenUp why, long timeoutMillis, Problem doubt, Problem since) {
        String what = why.words(timeoutMillis)
                + (doubt == null ? "; it was sent" : "; " + doubt.message())
                + (since == null ? "" : "; since then: " + since.message());
        String when = why == GivenUp.NO_SERVER_BY_TLS ? "; when that is mended, read" : "; read";
        return () -> new OutcomeUnknownException(
                "the write may have been done: " + what + when
                        + " the key to find out, or repeat the write if twice does no harm",
                doubt == null ? null : doubt.cause());
    }

    /** @param last why the latest attempt was certainly not done; null if there was none */
    static Ending notDone(GivenUp why, long timeoutMillis, Problem last) {
        String what = why.words(timeoutMillis) + (last == null ? "" : "; " + last.message());
        boolean serverSaidWhy = why == GivenUp.DEADLINE && last != null && last.reason() != null;
        Reason reason = serverSaidWhy ? last.reason() : why.reason;
        return () -> new UnavailableException(
                reason, "nothing was done: " + what + next(why), last == null ? null : last.cause());
    }

    private static String next(GivenUp why) {
        return switch (why) {
            case CLOSED -> "; build a new client to go on";
            case NO_SERVER_BY_TLS -> "; repeat the call when that is mended";
            default -> "; repeating is safe, and `catena status` shows how the chain stands";
        };
    }

    static Ending invalid(ServerAddress server, String message) {
        return () -> new InvalidRequestException(server + " refuses the call: " + message + "; change it");
    }

    static Ending forbidden(ServerAddress server, Forbidden forbidden) {
        return () -> new ForbiddenException(
                server,
                server + " forbids the call: " + forbidden.getMessage() + "; an operator can permit it",
                forbidden.getPrincipal(),
                forbidden);
    }

    /** A write of which an earlier attempt may have been done, before it was forbidden. */
    static Ending forbiddenLate(ServerAddress server, Forbidden forbidden) {
        return () -> new OutcomeUnknownException(
                "the write may have been done by an earlier attempt, and now " + server + " forbids it: "
                        + forbidden.getMessage() + "; read the key to find out",
                forbidden);
    }

    static Ending sessionExpired(Throwable cause) {
        return () -> new SessionExpiredException(
                "the write may have been done: the cluster has forgotten the session it was first sent in;"
                        + " read the key to find out, or repeat the write if twice does no harm",
                cause);
    }
}
