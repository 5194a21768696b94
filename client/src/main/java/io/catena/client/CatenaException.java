package io.catena.client;

/** What every failed call throws. The message says what happened and what to do next. */
public abstract class CatenaException extends RuntimeException {
    CatenaException(String message, Throwable cause) {
        super(message, cause);
    }
}
