package io.catena.server.recovery;

/** The connection to ZooKeeper broke while the choice was written. */
final class RecoveryOutcomeUnknownException extends Exception {
    private static final long serialVersionUID = 1;

    RecoveryOutcomeUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
