package io.catena.server.node;

/** The node cannot start. The message says in one line why, and what to do. Nothing was registered. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
