package io.catena.simulation.checker.files;

import java.io.IOException;

/** A file is not the history that it should be; the message names the line. */
public final class UnreadableHistoryException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableHistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
