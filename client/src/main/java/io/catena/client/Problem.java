package io.catena.client;

import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;

/**
 * Why an attempt failed.
 *
 * @param reason what a server gave as its reason; null if no server gave one
 * @param message names the server
 * @param cause null if there is no exception that tells more than the message
 */
record Problem(UnavailableException.Reason reason, String message, Throwable cause) {
    static Problem said(ServerAddress server, UnavailableException.Reason reason, String message) {
        return new Problem(reason, server + " says: " + message, null);
    }

    static Problem said(ServerAddress server, Unavailable unavailable) {
        return said(server, reason(unavailable), unavailable.getMessage());
    }

    /** Null if the server gave none. */
    private static UnavailableException.Reason reason(Unavailable unavailable) {
        UnavailableReason reason = unavailable.getReason();
        return reason == null
                ? null
                : Arrays.stream(UnavailableException.Reason.values())
                        .filter(known -> known.name().equals(reason.name()))
                        .findFirst()
                        .orElse(UnavailableException.Reason.DEADLINE);
    }

    static Problem cannotConnect(ServerAddress server, Throwable cause) {
        return new Problem(null, "cannot connect to " + server + " (" + words(cause) + ")", cause);
    }

    /** The problem of a question that has no effects. */
    static Problem of(ServerAddress server, TException failure) {
        return failure instanceof Unavailable unavailable ? said(server, unavailable) : cannotConnect(server, failure);
    }

    /** Why none of all servers can be used: for good if all are so, and with a server's reason if each gave one. */
    static Problem ofAll(List<Problem> problems) {
        boolean allSpoke = problems.stream().allMatch(problem -> problem.reason != null);
        Problem passing = problems.stream()
                .filter(problem -> !problem.isLasting())
                .findFirst()
                .orElse(problems.get(0));
        return new Problem(
                allSpoke ? passing.reason : null,
                problems.stream().map(Problem::message).collect(Collectors.joining("; ")),
                passing.cause);
    }

    /**
     * As it is told to a caller of whom nothing was done.
     *
     * @param what was asked for
     * @param next what to do if no server said anything
     */
    UnavailableException exception(String what, String next) {
        if (isLasting()) {
            return new UnavailableException(UnavailableException.Reason.TLS, what + message, cause);
        }
        return reason == null
                ? new UnavailableException(UnavailableException.Reason.DEADLINE, what + message + next, cause)
                : new UnavailableException(reason, what + message, cause);
    }

    /** Whether the server refuses connections until certificates, authorities, addresses or clocks are changed. */
    boolean isLasting() {
        return cause instanceof ExplainedFailure explained && explained.isLasting();
    }

    static Problem silent(ServerAddress server) {
        return new Problem(null, "cannot connect to " + server + " (no reply in time)", null);
    }

    static Problem notAsked(ServerAddress server) {
        return new Problem(null, server + " was not asked in time", null);
    }

    static Problem silentUnlikeOthers(ServerAddress server) {
        return new Problem(null, server + " keeps silent while another server answers", null);
    }

    static Problem notPrepared(ServerAddress server) {
        return new Problem(
                null,
                server + " has not confirmed in time that a session was opened, without which no write is sent",
                null);
    }

    static Problem forbiddenCompany(ServerAddress server) {
        return new Problem(
                null, server + " forbids another call that was sent with it; it is sent again without that one", null);
    }

    static Problem sessionForgotten(ServerAddress server) {
        return new Problem(
                null,
                server + " does not know this client's session any more; the write is sent again in a new one",
                null);
    }

    static Problem broken(ServerAddress server, Throwable cause) {
        return new Problem(null, "the connection to " + server + " broke (" + words(cause) + ")", cause);
    }

    static Problem noThread() {
        return new Problem(null, "this process could not start a thread to send the call", null);
    }

    static Problem neverSent(ServerAddress server) {
        return new Problem(null, "the connection to " + server + " broke before the call was sent", null);
    }

    private static String words(Throwable cause) {
        if (cause instanceof ExplainedFailure) {
            return cause.getMessage();
        }
        if (cause instanceof TTransportException transport && transport.getType() == TTransportException.END_OF_FILE) {
            return "the server closed it";
        }
        if (cause instanceof TTransportException transport && transport.getType() == TTransportException.TIMED_OUT) {
            return "no reply in time";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
