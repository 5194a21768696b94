package io.catena.client;

/**
 * What every failed call throws. The message says what happened and what to do next; what servers
 * said stands in it on one line, cut if it is long, without control characters.
 */
public abstract class CatenaException extends RuntimeException {
    CatenaException(String message, Throwable cause) {
        super(Printable.of(message), cause);
    }
}
