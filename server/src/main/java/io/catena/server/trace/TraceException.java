package io.catena.server.trace;

/** A file is no trace, or was written by another build. */
public final class TraceException extends Exception {
    private static final long serialVersionUID = 1;

    TraceException(String message, Throwable cause) {
        super(message, cause);
    }
}
