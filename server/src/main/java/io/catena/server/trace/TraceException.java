package io.catena.server.trace;

/** A file that is no trace, or one of another build. */
public final class TraceException extends Exception {
    private static final long serialVersionUID = 1;

    TraceException(String message, Throwable cause) {
        super(message, cause);
    }
}
