package io.catena.server.rpc;

import io.catena.server.chain.Escaped;

/** The text of an error, as it may be sent to the other side and logged. */
public final class Sentences {
    private static final int MAX_LENGTH = 300;

    private Sentences() {}

    /**
     * The message of the error without the data that Thrift appends to it, because keys and values must not be
     * disclosed. At most {@link #MAX_LENGTH} characters.
     */
    public static String of(Throwable error) {
        String message = error.getMessage();
        if (message == null) {
            return error.getClass().getSimpleName();
        }
        int data = message.indexOf(" Struct:");
        String sentence = data < 0 ? message : message.substring(0, data);
        return Escaped.of(sentence, MAX_LENGTH);
    }
}
