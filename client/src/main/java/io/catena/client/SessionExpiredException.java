package io.catena.client;

/**
 * The outcome is unknown and stays so: the cluster has forgotten the session under which the write was first sent, so it
 * cannot tell any more whether that attempt was done. This happens only to a client that was cut off while 10,000 others
 * wrote. The client goes on with a new session by itself.
 */
public final class SessionExpiredException extends OutcomeUnknownException {
    SessionExpiredException(String message, Throwable cause) {
        super(message, cause);
    }
}
