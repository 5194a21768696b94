package io.catena.server.json;

import java.io.IOException;

/** A document is no JSON, or not what was to be read. The message says what is wrong with it, in one line. */
public final class JsonFormatException extends IOException {
    private static final long serialVersionUID = 1;

    JsonFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
