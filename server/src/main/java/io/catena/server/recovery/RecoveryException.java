package io.catena.server.recovery;

/** The operator's command cannot be carried out; the message says why, and what to do. Nothing was changed. */
final class RecoveryException extends Exception {
    private static final long serialVersionUID = 1;

    RecoveryException(String message, Throwable cause) {
        super(message, cause);
    }
}
