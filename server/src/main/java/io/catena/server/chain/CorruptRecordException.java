package io.catena.server.chain;

/** Bytes that should be a record are none. */
public final class CorruptRecordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CorruptRecordException(String message) {
        super(message);
    }
}
