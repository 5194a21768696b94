package io.catena.bench.store;

/** Servers could not be started; the message says which and where their log is. */
public final class ServersException extends Exception {
    public ServersException(String message) {
        super(message);
    }

    public ServersException(String message, Throwable cause) {
        super(message, cause);
    }
}
