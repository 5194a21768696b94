package io.catena.client;

import io.catena.thrift.Unavailable;
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

    static Problem cannotConnect(ServerAddress server, Throwable cause) {
        return new Problem(null, "cannot connect to " + server + " (" + words(cause) + ")", cause);
    }

    /** The problem of a question that has no effects. */
    static Problem of(ServerAddress server, TException failure) {
        return failure instanceof Unavailable unavailable
                ? said(server, null, unavailable.getMessage())
                : cannotConnect(server, failure);
    }

    /** Why none of all servers can be used. */
    static Problem ofAll(List<Problem> problems) {
        return new Problem(
                null,
                problems.stream().map(Problem::message).collect(Collectors.joining("; ")),
                problems.get(0).cause());
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
