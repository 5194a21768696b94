package io.catena.client;

/** The call breaks a limit or makes no sense. Nothing was done; repeating it will not help. */
public final class InvalidRequestException extends CatenaException {
    InvalidRequestException(String message) {
        super(message, null);
    }
}
