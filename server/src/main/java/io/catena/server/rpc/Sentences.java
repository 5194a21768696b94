package io.catena.server.rpc;

import io.catena.server.chain.Escaped;

/** What may be told about an error, to the other side and to the log. */
final class Sentences {
    private static final int MAX_LENGTH = 300;

    private Sentences() {}

    /** The error's message without the data that Thrift appends to it: keys and values are nobody else's business. */
    static String of(Throwable error) {
        String message = error.getMessage();
        if (message == null) {
            return error.getClass().getSimpleName();
        }
        int data = message.indexOf(" Struct:");
        String sentence = data < 0 ? message : message.substring(0, data);
        return Escaped.of(sentence, MAX_LENGTH);
    }
}
