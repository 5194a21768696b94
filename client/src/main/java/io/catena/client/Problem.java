package io.catena.client;

import org.apache.thrift.transport.TTransportException;

/**
 * Why an attempt failed.
 *
 * @param reason what a server said; null if none spoke
 * @param message names the server
 * @param cause null if a server said it in so many words
 */
record Problem(UnavailableException.Reason reason, String message, Throwable cause) {
    static Problem said(ServerAddress server, UnavailableException.Reason reason, String message) {
        return new Problem(reason, server + " says: " + message, null);
    }

    static Problem cannotConnect(ServerAddress server, Throwable cause) {
        return new Problem(null, "cannot connect to " + server + " (" + words(cause) + ")", cause);
    }

    static Problem broken(ServerAddress server, Throwable cause) {
        return new Problem(null, "the connection to " + server + " broke (" + words(cause) + ")", cause);
    }

    static Problem neverSent(ServerAddress server) {
        return new Problem(null, "the connection to " + server + " broke before the call was sent", null);
    }

    private static String words(Throwable cause) {
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
