package io.catena.client;

/**
 * The write may have been done, or may still take effect a little later; the client has stopped trying. Read the key to
 * find out, or repeat the write if doing it twice does no harm: repeated by the application it is a new write.
 */
public class OutcomeUnknownException extends CatenaException {
    OutcomeUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
