package io.catena.bench.store;

/** Servers could not be started. The message names the server and contains the end of its log. */
public final class ServersException extends Exception {
    public ServersException(String message) {
        super(message);
    }

    public ServersException(String message, Throwable cause) {
        super(message, cause);
    }
}
