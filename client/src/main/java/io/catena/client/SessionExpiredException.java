package io.catena.client;

/**
 * The outcome is unknown and will stay so: the cluster has forgotten the session under which the write was first sent,
 * so it cannot tell any more whether that attempt was done. Happens only to a client that was cut off while ten
 * thousand others wrote. The client goes on with a new session by itself.
 */
public final class SessionExpiredException extends OutcomeUnknownException {
    SessionExpiredException(String message, Throwable cause) {
        super(message, cause);
    }
}
