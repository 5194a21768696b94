package io.catena.server.recovery;

/** The command cannot be carried out. The message says why, and what to do. Nothing was changed. */
final class RecoveryException extends Exception {
    private static final long serialVersionUID = 1;

    RecoveryException(String message, Throwable cause) {
        super(message, cause);
    }
}
